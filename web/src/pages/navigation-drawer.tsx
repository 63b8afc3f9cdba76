import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Caller } from '#domain/users/user.ts';
import { DrawerNavigation } from './navigation.tsx';

/** The navigation on a phone: a button, and what it opens. */
export default function NavigationDrawer({ caller }: { caller: Caller | undefined }) {
  const [isOpen, menu] = useDisclosure(true);
  return (
    <>
      <Burger size="sm" opened={isOpen} onClick={menu.toggle} aria-label="Navigation" />
      <Drawer
        opened={isOpen}
        onClose={menu.close}
        size={260}
        title="Stockroom"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <DrawerNavigation caller={caller} onPick={menu.close} />
      </Drawer>
    </>
  );
}
