import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Dashboard } from '#domain/analytics/dashboard.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

const dashboardQuery = (store: string | undefined) =>
  queryOptions({
    queryKey: ['dashboard', store ?? 'all'],
    queryFn: ({ signal }) => get('/dashboard', Dashboard, { query: { store }, signal }),
    // Only while the page is visible: the library stops the interval when the tab is hidden.
    refetchInterval: liveInterval,
    // Another store's figures stay until the chosen store's arrive: nothing collapses in between.
    placeholderData: keepPreviousData,
  });

export const useDashboard = (store: string | undefined) => useQuery(dashboardQuery(store));
