import * as z from 'zod';
import { getProduct } from '#domain/catalogue/product.actions.ts';
import { ProductDetail } from '#domain/catalogue/product.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const getProductRoute = route({
  method: 'GET',
  path: '/products/{productId}',
  summary: 'One product: barcodes, suppliers, and its stock in each of your stores',
  permission: 'stock.read',
  input: z.object({ productId: Id }),
  output: ProductDetail,
  run: getProduct,
});
