import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { StockPage } from '#domain/stock/stock.ts';
import { get } from '#web/lib/api.ts';
import type { StockSearch } from '#web/paths.ts';

const rowsPerPage = 200; // the API's largest page

export const fetchStockPage = (filter: StockSearch, cursor: string | undefined, signal?: AbortSignal) =>
  get('/stock', StockPage, { query: { ...filter, cursor, limit: rowsPerPage }, ...(signal ? { signal } : {}) });

export const stockQuery = (filter: StockSearch) =>
  infiniteQueryOptions({
    queryKey: ['stock', filter],
    queryFn: ({ pageParam, signal }) => fetchStockPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const useStock = (filter: StockSearch) => useInfiniteQuery(stockQuery(filter));
