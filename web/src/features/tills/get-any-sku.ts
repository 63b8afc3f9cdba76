import { useQuery } from '@tanstack/react-query';
import { ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';

/** The SKU of a product that a till can sell: active, with a price. Undefined while there is none, or none is known. */
export const useAnySku = (): string | undefined =>
  useQuery({
    queryKey: ['products', 'any to sell'],
    queryFn: async ({ signal }) =>
      (await get('/products', ProductPage, { query: { status: 'active', limit: 20 }, signal })).items,
    staleTime: 60_000,
  }).data?.find(({ price }) => price !== null)?.sku;
