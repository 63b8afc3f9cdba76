import { queryOptions, useQuery } from '@tanstack/react-query';
import { ProductDetail } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

/** A product with its barcodes, suppliers, levels and latest prices, as it is now. */
export const fetchProduct = (productId: string, signal?: AbortSignal) =>
  get(`/products/${encodeURIComponent(productId)}`, ProductDetail, signal ? { signal } : {});

const productQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'detail'],
    queryFn: ({ signal }) => fetchProduct(productId, signal),
  });

/** Without an id nothing is asked. */
export function useProduct(productId: string | undefined) {
  const refetchInterval = useLiveInterval();
  return useQuery({ ...productQuery(productId ?? ''), refetchInterval, enabled: productId !== undefined });
}
