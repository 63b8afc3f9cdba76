import { Menu, useMantineColorScheme } from '@mantine/core';
import { colourScheme, colourSchemes } from './colour-schemes.ts';
import { HeaderMenu } from './header-menu-open.tsx';

export default function ColourSchemeChoices() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { Icon } = colourScheme(colorScheme);
  return (
    <HeaderMenu label="Colour scheme" Icon={Icon} width={190}>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(value) => setColorScheme(colourSchemes.find((known) => known.value === value)?.value ?? 'auto')}
      >
        {colourSchemes.map(({ value, label }) => (
          <Menu.RadioItem key={value} value={value} closeMenuOnClick>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </HeaderMenu>
  );
}
