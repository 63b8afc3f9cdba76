import { releaseReservation } from '#domain/sales/reservation.actions.ts';
import { ReleaseReservation, ReservationReleased } from '#domain/sales/reservation.ts';
import { route } from '#functions/http.ts';

export const releaseReservationRoute = route({
  method: 'POST',
  path: '/reservations/{reservationId}/release',
  summary: 'Give up a reservation: what it kept is available again',
  permission: 'sale.record',
  input: ReleaseReservation,
  output: ReservationReleased,
  run: releaseReservation,
});
