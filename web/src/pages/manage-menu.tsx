import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ManageButton, type ManageMenuProps } from './navigation.tsx';

export default function ManageMenu({ entries, isHere }: ManageMenuProps) {
  return (
    <Menu position="bottom-start" width={190} shadow="md" offset={4} defaultOpened>
      <Menu.Target>
        <ManageButton isHere={isHere} />
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ to, label }) => (
          <Menu.Item key={to} renderRoot={(props) => <Link {...props} to={to} />}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
