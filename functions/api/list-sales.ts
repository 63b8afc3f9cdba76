import { listSales } from '#domain/sales/sale-detail.actions.ts';
import { ListSales, SaleList } from '#domain/sales/sale-detail.ts';
import { route } from '#functions/http.ts';

export const listSalesRoute = route({
  method: 'GET',
  path: '/sales',
  summary: 'The sales of a store with a number, as it stands on a receipt',
  permission: 'stock.read',
  input: ListSales,
  output: SaleList,
  run: listSales,
});
