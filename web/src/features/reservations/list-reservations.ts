import { type Reservation, ReservationPage, ReservationReleased } from '#domain/sales/reservation.ts';
import { SaleDone } from '#domain/sales/sale.ts';
import { post } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { useWrite } from '#web/lib/queries.ts';

/** Reservations, the newest first; without a state those that hold stock. */
export const useReservations = (filter: { store: string | undefined; state: string | undefined }) =>
  usePages(['reservations'], '/reservations', ReservationPage, filter);

type Named = Pick<Reservation, 'reservationId'>;
const pathOf = ({ reservationId }: Named) => `/reservations/${encodeURIComponent(reservationId)}`;

/** Sells what is kept at the catalogue's prices. The reservation itself is the key. */
export const useSellReservation = () =>
  useWrite((named: Named) => post(`${pathOf(named)}/confirm`, SaleDone, { lines: [] }));

/** Gives a reservation up. */
export const useReleaseReservation = () =>
  useWrite((named: Named) => post(`${pathOf(named)}/release`, ReservationReleased, {}));
