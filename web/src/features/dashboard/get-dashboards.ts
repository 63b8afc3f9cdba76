import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { get, unchecked } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

export type SalesQuestion = {
  from: string;
  to: string;
  compare: string;
  store: string | undefined;
  currency: string | undefined;
};

export const salesQuery = (question: SalesQuestion) =>
  queryOptions({
    queryKey: ['dashboard', 'sales', question],
    queryFn: ({ signal }) => get('/dashboard/sales', unchecked<SalesDashboard>(), { query: question, signal }),
  });

export const stockQuery = (question: Pick<SalesQuestion, 'store' | 'currency'>) =>
  queryOptions({
    queryKey: ['dashboard', 'stock', question],
    queryFn: ({ signal }) => get('/dashboard/stock', unchecked<StockDashboard>(), { query: question, signal }),
  });

/** What sold in a period. What is shown stays until another period's figures arrive: nothing collapses in between. */
export function useSalesDashboard(question: SalesQuestion, isAsked: boolean) {
  return useQuery({
    ...salesQuery(question),
    refetchInterval: useLiveInterval(),
    placeholderData: keepPreviousData,
    enabled: isAsked,
  });
}

/** What is in stock now. */
export function useStockDashboard(question: Pick<SalesQuestion, 'store' | 'currency'>, isAsked: boolean) {
  return useQuery({
    ...stockQuery(question),
    refetchInterval: useLiveInterval(),
    placeholderData: keepPreviousData,
    enabled: isAsked,
  });
}
