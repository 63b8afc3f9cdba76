import { confirmReservation } from '#domain/sales/reservation.actions.ts';
import { ConfirmReservation } from '#domain/sales/reservation.ts';
import { SaleDone } from '#domain/sales/sale.ts';
import { route } from '#functions/http.ts';

export const confirmReservationRoute = route({
  method: 'POST',
  path: '/reservations/{reservationId}/confirm',
  summary: 'Make a sale of a reservation, once',
  description:
    'Sells everything that is reserved and frees it in one step; the reservation itself is the key. After its time it ' +
    'still goes through if the goods are available (else 409 `reservation.expired`).',
  permission: 'sale.record',
  input: ConfirmReservation,
  output: SaleDone,
  run: confirmReservation,
});
