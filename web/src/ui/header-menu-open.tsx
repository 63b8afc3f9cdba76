import { ActionIcon, Menu } from '@mantine/core';
import type { IconUser } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type HeaderMenuProps = { label: string; Icon: typeof IconUser; width: number; children: ReactNode };

/** A menu behind an icon at the right end of the header; open at first, since it is drawn when wanted. `width` in px. */
export function HeaderMenu({ label, Icon, width, children }: HeaderMenuProps) {
  return (
    <Menu position="bottom-end" width={width} shadow="md" defaultOpened>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
          <Icon size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
