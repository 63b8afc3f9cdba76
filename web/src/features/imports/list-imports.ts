import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ImportPage, type ImportKind } from '#domain/imports/import.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

const importsQuery = (kind: ImportKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['imports', kind ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      get('/imports', ImportPage, { query: { kind, cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Once a second while something moves on the first page; else as often as the other pages.
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((item) => item.status === 'running' || item.status === 'received')
        ? 1_000
        : liveInterval,
  });

export const useImports = (kind: ImportKind | undefined) => useInfiniteQuery(importsQuery(kind));
