import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Bridge } from '#domain/analytics/bridge.ts';
import { get } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

export type BridgeFilter = {
  from: string;
  to: string;
  store: string | undefined;
  product: string | undefined;
  currency: string | undefined;
};

/** Stock at two instants, and what came and went between them. */
export function useBridge(filter: BridgeFilter) {
  const refetchInterval = useLiveInterval();
  return useQuery({
    queryKey: ['bridge', filter],
    queryFn: ({ signal }) => get('/bridge', Bridge, { query: filter, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
