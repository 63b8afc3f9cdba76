import { queryOptions, useQuery } from '@tanstack/react-query';
import { AlertDetail, AlertPage, AlertsHandled, AlertSummary, type HandleAlerts } from '#domain/alerts/alert.ts';
import type { AlertKind, AlertState } from '#domain/alerts/kinds.ts';
import { get, post } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { liveInterval, useWrite } from '#web/lib/queries.ts';

/** What the list is narrowed to. */
export type AlertFilter = {
  kind: AlertKind | undefined;
  store: string | undefined;
  product: string | undefined;
  state: AlertState;
  search: string | undefined;
};

/** Alerts, the costliest first. */
export const useAlerts = (filter: AlertFilter) => usePages(['alerts', 'list'], '/alerts', AlertPage, filter);

/**
 * How many there are of each kind. Alerts are worked out a moment after the change that causes them, so that they are
 * asked for by the clock and not only when the change is told.
 */
export const useAlertSummary = (store: string | undefined) =>
  useQuery({
    queryKey: ['alerts', 'summary', store],
    queryFn: ({ signal }) => get('/alerts/summary', AlertSummary, { query: { store }, signal }),
    refetchInterval: liveInterval,
  });

const alertQuery = (alertId: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', alertId],
    queryFn: ({ signal }) => get(`/alerts/${encodeURIComponent(alertId)}`, AlertDetail, { signal }),
  });

/** One alert with its likely causes and its history. */
export const useAlert = (alertId: string) => useQuery(alertQuery(alertId));

/** Acknowledges, snoozes or opens alerts again. */
export const useHandleAlerts = () => useWrite((body: HandleAlerts) => post('/alerts/handle', AlertsHandled, body));
