import { lambda } from '#functions/http.ts';
import { getSaleRoute } from './get-sale.ts';
import { listReservationsRoute } from './list-reservations.ts';
import { listSalesRoute } from './list-sales.ts';

export const handler = lambda([listSalesRoute, getSaleRoute, listReservationsRoute]);
