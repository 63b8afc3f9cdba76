import { useQuery } from '@tanstack/react-query';
import { SuppliedProductPage, SupplierDetail } from '#domain/suppliers/supplier.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';

const pathOf = (supplierId: string) => `/suppliers/${encodeURIComponent(supplierId)}`;

export const fetchSupplier = (supplierId: string, signal?: AbortSignal) =>
  get(pathOf(supplierId), SupplierDetail, signal ? { signal } : {});

export const useSupplier = (supplierId: string) =>
  useQuery({
    queryKey: ['supplier', supplierId, 'detail'],
    queryFn: ({ signal }) => fetchSupplier(supplierId, signal),
  });

/** What the supplier sells, by SKU. */
export const useSupplierItems = (supplierId: string) =>
  usePages(['supplier', supplierId, 'items'], `${pathOf(supplierId)}/items`, SuppliedProductPage);
