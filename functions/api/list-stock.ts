import { listStock } from '#domain/stock/stock.actions.ts';
import { ListStock, StockPage } from '#domain/stock/stock.ts';
import { route } from '#functions/http.ts';

export const listStockRoute = route({
  method: 'GET',
  path: '/stock',
  summary: 'What is on hand, by SKU and store',
  permission: 'stock.read',
  input: ListStock,
  output: StockPage,
  run: listStock,
});
