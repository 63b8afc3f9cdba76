import { useQuery } from '@tanstack/react-query';
import { CategoryList, ListProducts, ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import type { ProductsSearch } from '#web/paths.ts';

/** What the list can be narrowed to. `attention`: drafts, and what has no price. */
export const shown = [
  { value: '', label: 'In use' },
  { value: 'attention', label: 'To complete' },
  { value: 'draft', label: 'Drafts' },
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
];

/** The catalogue by SKU. Without a status, all but the archived. */
export function useProducts({ search, status, category, supplier }: ProductsSearch) {
  const isAttention = status === 'attention';
  const narrowed = status === 'all' ? undefined : (ListProducts.shape.status.safeParse(status).data ?? 'current');
  return usePages(['products'], '/products', ProductPage, {
    search,
    category,
    supplier,
    ...(isAttention ? { needsAttention: 'true' } : { status: narrowed }),
  });
}

/** The categories in use, by name; empty while they load. */
export const useCategories = () =>
  useQuery({
    queryKey: ['categories'],
    queryFn: async ({ signal }) => (await get('/categories', CategoryList, { signal })).items,
    staleTime: 60_000,
  }).data ?? none;
const none: never[] = [];

const onlyOne = { query: { needsAttention: 'true', limit: 1 } };

/** Whether some product cannot be sold as it is: a draft, or one without a price. */
export const useIsAnyIncomplete = () =>
  useQuery({
    queryKey: ['products', 'incomplete'],
    queryFn: async ({ signal }) => (await get('/products', ProductPage, { ...onlyOne, signal })).items.length > 0,
  }).data ?? false;
