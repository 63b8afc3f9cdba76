import { queryOptions, useQuery } from '@tanstack/react-query';
import { StoreList } from '#domain/stores/store.ts';
import { get } from './api.ts';

const storesQuery = queryOptions({
  queryKey: ['stores'],
  queryFn: async ({ signal }) => (await get('/stores', StoreList, { signal })).items,
  staleTime: 60_000,
});

/** The stores that the caller may see; empty while they load. */
export const useStores = () => useQuery(storesQuery).data ?? none;
const none: never[] = [];
