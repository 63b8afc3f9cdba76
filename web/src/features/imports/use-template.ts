import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProductPage } from '#domain/catalogue/product.ts';
import type { ImportKind } from '#domain/imports/import.ts';
import { SupplierPage } from '#domain/suppliers/supplier.ts';
import { get } from '#web/lib/api.ts';
import { templateOf } from './template.ts';

/**
 * The address of an example file made of the chain's own lists, to be saved as a file.
 * @param storeCode null for a file without a store column
 */
export function useTemplate(kind: ImportKind, storeCode: string | null): string {
  const { data } = useQuery({
    queryKey: ['imports', 'template'],
    queryFn: async ({ signal }) => {
      const [products, suppliers] = await Promise.all([
        get('/products', ProductPage, { query: { limit: 20, status: 'active' }, signal }),
        get('/suppliers', SupplierPage, { query: { limit: 1 }, signal }),
      ]);
      return { products: products.items.filter(({ isStocked }) => isStocked), supplierCode: suppliers.items[0]?.code };
    },
    staleTime: 60_000,
  });
  const [now] = useState(() => new Date());
  const known = { products: data?.products ?? [], supplierCode: data?.supplierCode, now };
  return `data:text/csv;charset=utf-8,${encodeURIComponent(templateOf(kind, { ...known, storeCode }))}`;
}
