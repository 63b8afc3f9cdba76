import { type Reservation, ReservationPage, ReservationReleased } from '#domain/sales/reservation.ts';
import { SaleDone } from '#domain/sales/sale.ts';
import { productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const line = (productId: number, quantity: string) => ({
  productId: String(productId),
  sku: sku(productId - 1),
  name: productName(productId - 1),
  quantity,
});

/** What is kept for buyers, and what became of it. */
export function fakeReservations() {
  const reservation = (reservationId: string, fields: Partial<Reservation>): Reservation => ({
    reservationId,
    storeId: stores[0]!.id,
    state: 'open',
    reference: null,
    madeAt: '2026-11-21T15:00:00.000Z',
    madeBy: '5f0c8c0e-6a57-4e0e-9c2e-3f5e6a7b8c9d',
    madeByName: 'Web shop',
    expiresAt: '2099-11-21T15:15:00.000Z',
    endedAt: null,
    lines: [line(1, '2')],
    ...fields,
  });
  const ended = { expiresAt: '2026-11-21T15:15:00.000Z', endedAt: '2026-11-21T15:05:00.000Z' };
  const state = {
    reservations: [
      reservation('5', { reference: 'cart 81', lines: [2, 3, 4, 5, 6].map((id) => line(id, '1.5')) }),
      reservation('4', { storeId: stores[1]!.id, madeBy: 'u1', madeByName: null }),
      reservation('3', { expiresAt: '2026-11-21T15:15:00.000Z' }),
      reservation('2', { ...ended, state: 'confirmed' }),
      reservation('1', { ...ended, state: 'released', madeBy: 'till:3', madeByName: null }),
    ],
  };
  const found = (id: string | undefined) => {
    const one = state.reservations.find(({ reservationId }) => reservationId === id);
    if (!one) throw missing();
    return one;
  };
  const end = (one: Reservation, how: Reservation['state']) =>
    Object.assign(one, { state: how, endedAt: new Date().toISOString() });

  function read(route: string, query: URLSearchParams): unknown {
    if (route !== 'GET reservations') return undefined;
    const [store, wanted] = [query.get('store'), query.get('state') ?? 'open'];
    const listed = state.reservations.filter(
      (one) => (!store || one.storeId === store) && (wanted === 'all' || one.state === wanted),
    );
    return ReservationPage.parse(pageOf(listed, query));
  }

  function write(route: string, ids: Record<string, string>): unknown {
    switch (route) {
      case 'POST reservations/id/confirm': {
        const one = found(ids['reservationId']);
        if (one.state === 'released')
          throw new Refusal(409, 'reservation.released', 'This reservation was given up; reserve again');
        end(one, 'confirmed');
        return SaleDone.parse({ saleId: '900', currency: 'GBP', totalMinor: 1998, repeated: false });
      }
      case 'POST reservations/id/release':
        end(found(ids['reservationId']), 'released');
        return ReservationReleased.parse({ state: 'released', repeated: false });
      default:
        return undefined;
    }
  }
  return { state, read, write };
}
