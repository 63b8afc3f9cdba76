import { useState } from 'react';
import type { HandleAlerts } from '#domain/alerts/alert.ts';
import type { AlertFilter } from './list-alerts.ts';

/** The most alerts that one request names (`HandleAlerts`); more are chosen by what they match. */
const most = 1_000;
const none: ReadonlySet<string> = new Set();

/**
 * Which alerts are chosen: some one by one, or all that the filter finds, shown or not. Another filter begins anew.
 * @param asOf what came after it is left alone when all that match are chosen; undefined: the present
 */
export function useChosen(filter: AlertFilter, asOf: string | undefined) {
  const key = JSON.stringify(filter);
  const [kept, setKept] = useState({ key, ids: none, wholeAsOf: undefined as string | undefined });
  const now = kept.key === key ? kept : { key, ids: none, wholeAsOf: undefined };
  const set = (ids: ReadonlySet<string>, wholeAsOf?: string) => setKept({ key, ids, wholeAsOf });
  const { kind, store, search, state } = filter;
  return {
    count: now.ids.size,
    isWhole: now.wholeAsOf !== undefined,
    has: (id: string) => now.wholeAsOf !== undefined || now.ids.has(id),
    toggle: (id: string) => {
      // Who takes one out of "all" goes on by hand.
      const ids = new Set(now.ids);
      if (!ids.delete(id) && ids.size < most) ids.add(id);
      set(ids);
    },
    toggleAll: (shown: string[]) =>
      set(now.wholeAsOf === undefined && !shown.every((id) => now.ids.has(id)) ? new Set(shown.slice(0, most)) : none),
    chooseWhole: () => set(none, asOf ?? new Date().toISOString()),
    clear: () => set(none),
    /** What the API is told of them. */
    selection: (): Pick<HandleAlerts, 'ids' | 'filter'> =>
      now.wholeAsOf === undefined || state === 'resolved'
        ? { ids: [...now.ids] }
        : {
            filter: {
              state,
              openedBefore: now.wholeAsOf,
              ...(kind ? { kind } : {}),
              ...(store ? { store } : {}),
              ...(search ? { search } : {}),
            },
          },
  };
}
