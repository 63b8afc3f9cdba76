import { reserve } from '#domain/sales/reservation.actions.ts';
import { NewReservation, ReservationDone } from '#domain/sales/reservation.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const createReservationRoute = route({
  method: 'POST',
  path: '/reservations',
  summary: 'Keep goods for some minutes, all of the lines or none',
  description:
    'For a web shop between cart and payment. Where the store refuses to oversell, what is not available is refused (409 ' +
    '`stock.insufficient`), and what is kept is available to nobody else. When the time has run out it is free again.',
  permission: 'sale.record',
  input: NewReservation,
  headers: IdempotencyKey,
  output: ReservationDone,
  run: (platform, caller, wanted, headers) => reserve(platform, caller, wanted, headers['idempotency-key']),
});
