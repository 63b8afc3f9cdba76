import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Store } from '#domain/stores/store.ts';
import { get, unchecked } from './api.ts';
import { liveInterval } from './queries.ts';

export const storesQuery = queryOptions({
  queryKey: ['stores'],
  queryFn: async ({ signal }) => (await get('/stores', unchecked<{ items: Store[] }>(), { signal })).items,
  staleTime: 60_000,
  // Somebody else may be opening the first one just now.
  refetchInterval: ({ state }) => (state.data?.length === 0 ? liveInterval : false),
});

/** The stores that the caller may see, and how the asking went. */
export const useStoreList = () => useQuery(storesQuery);

/** The stores that the caller may see, also those closed for good; empty while they load. */
export const useStores = () => useStoreList().data ?? none;
const none: never[] = [];
