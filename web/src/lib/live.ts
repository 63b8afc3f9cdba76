import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLiveState } from './live-state.ts';
import { liveInterval } from './queries.ts';

/**
 * What goes into a query's `refetchInterval`, in ms: false while changes are told (then the queries concerned are asked
 * anew when something has changed), else how often to ask without knowing.
 */
export const useLiveInterval = (): number | false => (useLiveState() === 'apart' ? liveInterval : false);

/** Hears of changes as long as `isWanted`, and asks the queries anew that they concern. For the frame of all pages. */
export function useLiveChanges(isWanted: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isWanted) return undefined;
    let stop = (): void => undefined;
    let isOver = false;
    // Not needed for the first picture: it comes in a file of its own, after it.
    void Promise.all([import('./live-connection.ts'), import('./live-queries.ts')]).then(
      ([{ openLive }, { createRefresher }]) => {
        if (isOver) return;
        const refresher = createRefresher(queries);
        const live = openLive({
          changes: (changes) => refresher.tell(changes),
          everything: () => refresher.tellAll(),
        });
        stop = () => {
          live.stop();
          refresher.stop();
        };
      },
      // The file could not be loaded: pages go on asking.
      () => undefined,
    );
    return () => {
      isOver = true;
      stop();
    };
  }, [queries, isWanted]);
}
