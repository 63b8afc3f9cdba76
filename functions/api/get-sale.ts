import { getSale } from '#domain/sales/sale-detail.actions.ts';
import { GetSale, SaleDetail } from '#domain/sales/sale-detail.ts';
import { route } from '#functions/http.ts';

export const getSaleRoute = route({
  method: 'GET',
  path: '/sales/{saleId}',
  summary: 'A sale, its lines, and what of them has come back',
  permission: 'stock.read',
  input: GetSale,
  output: SaleDetail,
  run: getSale,
});
