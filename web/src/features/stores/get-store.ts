import { queryOptions, useQuery } from '@tanstack/react-query';
import { StoreDetail } from '#domain/stores/store.ts';
import { get } from '#web/lib/api.ts';

/** A store with everything that can be set of it, as it is now. */
export const fetchStore = (storeId: string, signal?: AbortSignal) =>
  get(`/stores/${encodeURIComponent(storeId)}`, StoreDetail, signal ? { signal } : {});

const storeQuery = (storeId: string) =>
  queryOptions({
    queryKey: ['store', storeId],
    queryFn: ({ signal }) => fetchStore(storeId, signal),
    // A form is filled from it: never from what was read for an earlier visit.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const useStore = (storeId: string) => useQuery(storeQuery(storeId));
