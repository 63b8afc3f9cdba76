import { useMantineColorScheme } from '@mantine/core';
import { colourScheme } from './colour-schemes.ts';
import { HeaderButton } from './header-menu.tsx';
import { onDemand } from './on-demand.tsx';

type Ask = { want: () => void; hint: () => void };

/** Light, dark, or as the system says. Remembered on this device. */
export const ColourSchemeMenu = onDemand(
  () => import('./colour-scheme-choices.tsx'),
  (_, ask) => <SchemeButton ask={ask} />,
);

function SchemeButton({ ask }: { ask: Ask }) {
  const { Icon } = colourScheme(useMantineColorScheme().colorScheme);
  return <HeaderButton label="Colour scheme" Icon={Icon} ask={ask} />;
}
