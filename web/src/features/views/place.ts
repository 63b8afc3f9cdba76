import { useRouterState } from '@tanstack/react-router';
import { paths } from '#web/paths.ts';

// Pages whose filters stand in the address, and how a view of each is called until somebody names it.
const saveable: Record<string, string> = {
  [paths.dashboard]: 'Dashboard',
  [paths.figures]: 'Figures',
  [paths.stock]: 'Stock',
  [paths.alerts]: 'Alerts',
  [paths.products]: 'Products',
  [paths.orders]: 'Orders',
  [paths.suggestions]: 'Suggestions',
  [paths.transfers]: 'Transfers',
  [paths.reservations]: 'Reservations',
  [paths.countSheets]: 'Count sheets',
  [paths.bridge]: 'Stock bridge',
  [paths.movements]: 'Movements',
  [paths.audit]: 'Audit log',
};

/** The address that one is at, if its view can be saved. */
export function usePlace(): { path: string; search: string; title: string } | null {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const title = saveable[path];
  return title === undefined ? null : { path, search, title };
}

/** Where a saved view leads. */
export const hrefOf = ({ path, search }: { path: string; search: string }): string => `${path}${search}`;
