import { listReservations } from '#domain/sales/reservation.actions.ts';
import { ListReservations, ReservationPage } from '#domain/sales/reservation.ts';
import { route } from '#functions/http.ts';

export const listReservationsRoute = route({
  method: 'GET',
  path: '/reservations',
  summary: 'The reservations that hold stock, newest first',
  permission: 'stock.read',
  input: ListReservations,
  output: ReservationPage,
  run: listReservations,
});
