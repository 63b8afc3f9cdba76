import { listReservations } from '#domain/sales/reservation.actions.ts';
import { ListReservations, ReservationPage } from '#domain/sales/reservation.ts';
import { route } from '#functions/http.ts';

export const listReservationsRoute = route({
  method: 'GET',
  path: '/reservations',
  summary: 'Reservations, newest first: those that hold stock, or in another state',
  permission: 'stock.read',
  input: ListReservations,
  output: ReservationPage,
  run: listReservations,
});
