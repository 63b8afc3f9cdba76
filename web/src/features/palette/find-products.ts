import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ListedProduct, ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';

const query = (typed: string) =>
  queryOptions({
    queryKey: ['products', 'palette', typed],
    queryFn: async ({ signal }) =>
      (await get('/products', ProductPage, { query: { search: typed, limit: 7 }, signal })).items,
    staleTime: 30_000,
  });

/** Products by part of a name or SKU, or by a whole barcode; none before something is typed. */
export function useFoundProducts(typed: string): { found: ListedProduct[]; isLooking: boolean } {
  const { data, isFetching } = useQuery({
    ...query(typed),
    enabled: typed !== '',
    placeholderData: keepPreviousData,
  });
  return { found: typed === '' ? [] : (data ?? []), isLooking: typed !== '' && isFetching };
}

/**
 * The one product that a text means: a SKU as it is, or a barcode (nothing else of one product alone is found by all of
 * it). For scanners, which type and press Enter faster than a list comes.
 */
export function useExactProduct(): (typed: string) => Promise<ListedProduct | undefined> {
  const queries = useQueryClient();
  return async (typed) => {
    if (typed === '') return undefined;
    const found = await queries.fetchQuery(query(typed)).catch((): ListedProduct[] => []);
    const bySku = found.find(({ sku }) => sku.toLowerCase() === typed.toLowerCase());
    return bySku ?? (found.length === 1 && /^\d{6,}$/.test(typed) ? found[0] : undefined);
  };
}
