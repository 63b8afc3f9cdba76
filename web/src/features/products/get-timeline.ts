import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Timeline } from '#domain/analytics/timeline.ts';
import { get } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

export type TimelineFilter = { from: string; to: string; store: string | undefined };

/** A product's sales, price and stock over days, and what happened to it. */
export function useTimeline(productId: string, filter: TimelineFilter) {
  const refetchInterval = useLiveInterval();
  return useQuery({
    queryKey: ['product', productId, 'timeline', filter],
    queryFn: ({ signal }) =>
      get(`/products/${encodeURIComponent(productId)}/timeline`, Timeline, { query: filter, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
