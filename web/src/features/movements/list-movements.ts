import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { MovementPage } from '#domain/stock/stock.ts';
import { get } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

const movementsQuery = (productId: string, store: string | undefined, interval: number | false) =>
  infiniteQueryOptions({
    queryKey: ['product', productId, 'movements', store ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      get(`/products/${encodeURIComponent(productId)}/movements`, MovementPage, {
        query: { store, cursor: pageParam, limit: 25 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // New movements come on the first page; who has paged back reads the past, which does not change.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : interval),
  });

/** What changed the stock of one product, newest first. */
export const useMovements = (productId: string, store: string | undefined) =>
  useInfiniteQuery(movementsQuery(productId, store, useLiveInterval()));
