import { lambda } from '#functions/http.ts';
import { getSaleRoute } from './get-sale.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listReservationsRoute } from './list-reservations.ts';
import { listSalesRoute } from './list-sales.ts';
import { listStockRoute } from './list-stock.ts';

export const handler = lambda([
  listStockRoute,
  listMovementsRoute,
  listSalesRoute,
  getSaleRoute,
  listReservationsRoute,
]);
