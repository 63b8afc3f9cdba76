import { getStockHistory } from '#domain/stock/stock.actions.ts';
import { GetStockHistory, StockHistory } from '#domain/stock/stock.ts';
import { route } from '#functions/http.ts';

export const getStockHistoryRoute = route({
  method: 'GET',
  path: '/products/{productId}/history',
  summary: "A product's stock at the close of each business day",
  permission: 'stock.read',
  input: GetStockHistory,
  output: StockHistory,
  run: getStockHistory,
});
