import { lambda } from '#functions/http.ts';
import { getProductRoute } from './get-product.ts';
import { listCategoriesRoute } from './list-categories.ts';
import { listPricesRoute } from './list-prices.ts';
import { listProductsRoute } from './list-products.ts';

export const handler = lambda([listProductsRoute, getProductRoute, listPricesRoute, listCategoriesRoute]);
