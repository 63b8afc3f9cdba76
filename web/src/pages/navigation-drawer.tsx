import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { Caller } from '#domain/users/user.ts';
import { paths } from '#web/paths.ts';
import { daily, deeper, exactly, managedBy, OpenAlerts } from './navigation.tsx';
import classes from './shell.module.css';

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

/** The same on a phone, one under the other. */
function DrawerNavigation({ caller, onPick }: { caller: Caller | undefined; onPick: () => void }) {
  const mine = managedBy(caller);
  const isGrouped = mine.length > 1;
  return (
    <nav className={classes['drawer']} aria-label="Main">
      {[...daily, ...deeper].map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={exactly(to)} onClick={onPick}>
          {label}
          {to === paths.alerts ? <OpenAlerts /> : null}
        </Link>
      ))}
      {isGrouped ? (
        <h2 className={classes['group']} id="navigation-manage">
          Manage
        </h2>
      ) : null}
      {mine.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={exactly(to)}
          onClick={onPick}
          {...(isGrouped ? { 'aria-describedby': 'navigation-manage' } : {})}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
