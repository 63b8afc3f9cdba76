import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import { get } from './api.ts';

type Page<Item> = { items: Item[]; nextCursor: string | null };
export type Pages<Item> = ReturnType<typeof usePages<Item>>;

/**
 * A list of the API, page after page.
 * @param key how the cache knows it, without the filters
 * @param filters query fields; those that are undefined are left out
 */
export function usePages<Item>(
  key: string[],
  path: string,
  schema: z.ZodType<Page<Item>>,
  filters: Record<string, string | undefined> = {},
) {
  return useInfiniteQuery({
    queryKey: [...key, filters],
    queryFn: ({ pageParam, signal }) => get(path, schema, { query: { ...filters, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
