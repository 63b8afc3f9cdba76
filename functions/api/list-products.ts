import { listProducts } from '#domain/catalogue/product.actions.ts';
import { ListProducts, ProductPage } from '#domain/catalogue/product.ts';
import { route } from '#functions/http.ts';

export const listProductsRoute = route({
  method: 'GET',
  path: '/products',
  summary: 'The catalogue, by SKU',
  permission: 'stock.read',
  input: ListProducts,
  output: ProductPage,
  run: listProducts,
});
