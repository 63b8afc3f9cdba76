import { listPrices } from '#domain/catalogue/price.actions.ts';
import { ListPrices, PricePage } from '#domain/catalogue/product.ts';
import { route } from '#functions/http.ts';

export const listPricesRoute = route({
  method: 'GET',
  path: '/products/{productId}/prices',
  summary: "A product's prices and costs in the catalogue since the first, newest first",
  permission: 'stock.read',
  input: ListPrices,
  output: PricePage,
  run: listPrices,
});
