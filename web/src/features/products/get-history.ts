import { queryOptions, useQuery } from '@tanstack/react-query';
import { StockHistory } from '#domain/stock/stock.ts';
import { get } from '#web/lib/api.ts';

export const historyDays = 90;

const historyQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'history'],
    queryFn: ({ signal }) =>
      get(`/products/${encodeURIComponent(productId)}/history`, StockHistory, { query: { days: historyDays }, signal }),
    refetchInterval: 30_000,
  });

export const useHistory = (productId: string) => useQuery(historyQuery(productId));
