import { lambda } from '#functions/http.ts';
import { getProductRoute } from './get-product.ts';
import { listProductsRoute } from './list-products.ts';

export const handler = lambda([listProductsRoute, getProductRoute]);
