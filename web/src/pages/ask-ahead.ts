import type { QueryClient } from '@tanstack/react-query';
import { salesQuery, stockQuery } from '#web/features/dashboard/get-dashboards.ts';
import { meQuery } from '#web/features/users/get-me.ts';
import { storesQuery } from '#web/lib/stores.ts';
import { DashboardSearch, paths } from '#web/paths.ts';
import { businessDay, daysOf, usualComparison } from '#web/ui/period.ts';

/**
 * Asks at once for what the page at this address will show, before anything is drawn: the page finds it asked for, and a
 * phone waits once for the network, not three times in a row. Of refusals the page learns as if it had asked.
 * The days go by the viewer's own clock; where the stores' clocks say another day, the page asks anew by those.
 * @param queries the cache that the page reads
 * @param address the window's
 * @param now the viewer's
 */
export function askAhead(queries: QueryClient, address: { pathname: string; search: string }, now: Date): void {
  void queries.prefetchQuery(meQuery);
  void queries.prefetchQuery(storesQuery);
  if (address.pathname !== paths.dashboard) return;
  const search = DashboardSearch.parse(Object.fromEntries(new URLSearchParams(address.search)));
  const { store, currency, compare = usualComparison } = search;
  const days = daysOf(search, businessDay(now, undefined));
  void queries.prefetchQuery(salesQuery({ ...days, compare, store, currency }));
  void queries.prefetchQuery(stockQuery({ store, currency }));
}
