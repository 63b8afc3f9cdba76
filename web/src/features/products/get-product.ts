import { queryOptions, useQuery } from '@tanstack/react-query';
import { ProductDetail } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

/** A product with its barcodes, suppliers, levels and latest prices, as it is now. */
export const fetchProduct = (productId: string, signal?: AbortSignal) =>
  get(`/products/${encodeURIComponent(productId)}`, ProductDetail, signal ? { signal } : {});

const productQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'detail'],
    queryFn: ({ signal }) => fetchProduct(productId, signal),
    refetchInterval: liveInterval,
  });

export const useProduct = (productId: string) => useQuery(productQuery(productId));
