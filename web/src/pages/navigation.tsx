import { IconChevronDown } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { type ComponentProps, lazy, Suspense } from 'react';
import type { Caller } from '#domain/users/user.ts';
import { type Permission, storesWhere } from '#domain/users/rights.ts';
import { paths } from '#web/paths.ts';
import { onDemand } from '#web/ui/on-demand.tsx';
import classes from './shell.module.css';

export const daily = [
  { to: paths.dashboard, label: 'Dashboard' },
  { to: paths.figures, label: 'Figures' },
  { to: paths.stock, label: 'Stock' },
  { to: paths.alerts, label: 'Alerts' },
  { to: paths.orders, label: 'Orders' },
  { to: paths.products, label: 'Products' },
  { to: paths.imports, label: 'Imports' },
] as const;

/** Reached from the stock list and from products; on their own in the drawer and the search. */
export const deeper = [
  { to: paths.suggestions, label: 'Suggestions' },
  { to: paths.policies, label: 'Policies' },
  { to: paths.transfers, label: 'Transfers' },
  { to: paths.reservations, label: 'Reservations' },
  { to: paths.countSheets, label: 'Count sheets' },
  { to: paths.bridge, label: 'Stock bridge' },
  { to: paths.movements, label: 'Movements' },
] as const;

const managed = [
  { to: paths.reports, label: 'Reports', needs: 'stock.read' },
  { to: paths.stores, label: 'Stores', needs: 'store.edit' },
  { to: paths.suppliers, label: 'Suppliers', needs: 'supplier.edit' },
  { to: paths.people, label: 'People', needs: 'people.manage' },
  { to: paths.tills, label: 'Tills', needs: 'till.manage' },
  { to: paths.audit, label: 'Audit log', needs: 'audit.read' },
] as const satisfies { to: string; label: string; needs: Permission }[];

// Stores, tills and reports can be of one store; the rest is the chain's.
const inOneStore: readonly string[] = [paths.stores, paths.tills, paths.reports];

/** What the caller may manage; nothing while we do not know who asks. */
export const managedBy = (caller: Caller | undefined) =>
  managed.filter(({ to, needs }) => {
    const where = caller === undefined ? [] : storesWhere(caller, needs);
    return where === 'all' || (inOneStore.includes(to) && where.length > 0);
  });

/** Every page that the caller may open from anywhere. */
export const pagesOf = (caller: Caller | undefined): { to: string; label: string }[] => [
  ...daily,
  ...deeper,
  ...managedBy(caller),
];

export const exactly = (to: string) => ({ exact: to === paths.dashboard, includeSearch: false });

/** The header's navigation: what everybody uses daily side by side, what is set up now and then behind one menu. */
export function HeaderNavigation({ caller }: { caller: Caller | undefined }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const mine = managedBy(caller);
  // A menu of one entry only hides it.
  const [lone] = mine.length === 1 ? mine : [];
  const isHere = mine.some(({ to }) => path === to || path.startsWith(`${to}/`));
  return (
    <nav className={classes['nav']} aria-label="Main">
      {[...daily, ...(lone ? [lone] : [])].map(({ to, label }) => (
        <Link key={to} to={to} className={classes['tab']} activeOptions={exactly(to)}>
          {label}
          {to === paths.alerts ? <OpenAlerts /> : null}
        </Link>
      ))}
      {mine.length > 1 ? <ManageMenu entries={mine} isHere={isHere} /> : null}
    </nav>
  );
}

// Not needed for the first picture: it comes after it, or, without a network, not at all.
const AlertCount = lazy(() =>
  new Promise((resolve) => setTimeout(resolve, 1_500))
    .then(() => import('#web/features/alerts/alert-count.tsx'))
    .catch(() => ({ default: () => null })),
);

/** How many alerts are open. */
export const OpenAlerts = () => (
  <Suspense>
    <AlertCount />
  </Suspense>
);

/** What is set up now and then. */
const ManageMenu = onDemand<ManageMenuProps>(
  () => import('./manage-menu.tsx'),
  ({ isHere }, { want, hint }) => <ManageButton isHere={isHere} onClick={want} onPointerEnter={hint} onFocus={hint} />,
);
export type ManageMenuProps = { entries: readonly { to: string; label: string }[]; isHere: boolean };

/** The button before its menu; `isHere`: the page is one of the menu's. */
export function ManageButton({ isHere, ...button }: ComponentProps<'button'> & { isHere: boolean }) {
  return (
    <button type="button" aria-haspopup="menu" {...button} className={classes['tab']} data-here={isHere || undefined}>
      Manage <IconChevronDown size={14} aria-hidden />
    </button>
  );
}
