import { useQuery } from '@tanstack/react-query';
import type { Dashboard } from '#domain/analytics/dashboard.ts';
import { ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

export type FirstStepsDone = { store: boolean; product: boolean; movement: boolean };

/**
 * How far a new chain has come; null once something has moved, and while that is not known. Only a dashboard without
 * any movement asks for products at all.
 */
export function useFirstSteps(dashboard: Dashboard | undefined): FirstStepsDone | null {
  const hasMoved =
    dashboard === undefined ||
    dashboard.levels.tracked > 0 ||
    dashboard.revenue.some(({ revenueMinor }) => revenueMinor !== 0);
  const { data: hasProduct } = useQuery({
    queryKey: ['products', 'any'],
    queryFn: async ({ signal }) =>
      (await get('/products', ProductPage, { query: { limit: 1 }, signal })).items.length > 0,
    enabled: !hasMoved,
    refetchInterval: liveInterval,
  });
  if (hasMoved || hasProduct === undefined) return null;
  return { store: dashboard.stores.length > 0, product: hasProduct, movement: false };
}
