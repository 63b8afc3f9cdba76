import { queryOptions, useQuery } from '@tanstack/react-query';
import { ProductDetail } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

const productQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'detail'],
    queryFn: ({ signal }) => get(`/products/${encodeURIComponent(productId)}`, ProductDetail, { signal }),
    refetchInterval: liveInterval,
  });

export const useProduct = (productId: string) => useQuery(productQuery(productId));
