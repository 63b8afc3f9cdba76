import { useQuery } from '@tanstack/react-query';
import {
  BudgetList,
  EffectivePolicyPage,
  OrderingStop,
  PolicyPage,
  PromotionPage,
} from '#domain/replenishment/policy.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';

/** What is set, place by place; with a store, that of every store beside it. */
export const usePolicies = (store: string | undefined) =>
  usePages(['policies'], '/policies', PolicyPage, { store, limit: '200' });

/** What applies to each product of a store. */
export const useEffective = (store: string, search: string | undefined, product: string | undefined) =>
  usePages(['policies', 'effective'], '/policies/effective', EffectivePolicyPage, { store, search, product });

export const usePromotions = (store: string | undefined) =>
  usePages(['policies', 'promotions'], '/policies/promotions', PromotionPage, { store });

export const useBudgets = () =>
  useQuery({
    queryKey: ['policies', 'budgets'],
    queryFn: async ({ signal }) => (await get('/policies/budgets', BudgetList, { signal })).items,
    staleTime: 10_000,
  });

/** Whether nothing is ordered by itself just now. */
export const useStop = () =>
  useQuery({
    queryKey: ['policies', 'stop'],
    queryFn: ({ signal }) => get('/policies/stop', OrderingStop, { signal }),
    staleTime: 10_000,
  });
