import { useQuery } from '@tanstack/react-query';
import type { ProductPage } from '#domain/catalogue/product.ts';
import type * as z from 'zod';
import { get, unchecked } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

export type FirstStepsDone = { store: boolean; product: boolean; movement: boolean };

/**
 * How far a new chain has come; null once something has moved, and while that is not known. Only a chain without any
 * movement asks for products at all.
 * @param stores how many there are
 * @param hasMoved whether any stock is kept or anything has sold; undefined while that is not known
 */
export function useFirstSteps(stores: number, hasMoved: boolean | undefined): FirstStepsDone | null {
  const isNew = hasMoved === false;
  const { data: hasProduct } = useQuery({
    queryKey: ['products', 'any'],
    queryFn: async ({ signal }) =>
      (await get('/products', unchecked<z.infer<typeof ProductPage>>(), { query: { limit: 1 }, signal })).items.length >
      0,
    enabled: isNew,
    refetchInterval: liveInterval,
  });
  if (!isNew || hasProduct === undefined) return null;
  return { store: stores > 0, product: hasProduct, movement: false };
}
