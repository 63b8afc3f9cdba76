import { ActionIcon, Menu } from '@mantine/core';
import type { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type RowMenuProps = { label: string; Icon: typeof IconDots; children: ReactNode };

/** What is seldom done with a row, behind three dots. */
export function RowMenu({ label, Icon, children }: RowMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
          <Icon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
