import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import { may, storesWhere } from '#domain/users/rights.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import { expireReservations, freeingExpired, wakeAtExpiry } from './expiry.actions.ts';
import type {
  ConfirmReservation,
  ListReservations,
  NewReservation,
  Reservation,
  ReservationDone,
  ReservationReleased,
} from './reservation.ts';
import { findReservation, listReservationRows, releaseRow, reserveRow } from './reservation.sql.ts';
import { sellLines } from './sale.actions.ts';
import type { SaleDone } from './sale.ts';

/**
 * Keeps goods for some minutes, once for one key. Where the store refuses to oversell, all of the lines or none: what is
 * kept is available to nobody else.
 * @throws DomainError forbidden, `store.unknown`, `reservation.invalid` (an unknown SKU), `reservation.conflict` (the key
 * was used for another), `stock.insufficient`
 */
export async function reserve(
  platform: Platform,
  caller: Caller,
  { storeId, lines, minutes, reference }: NewReservation,
  idempotencyKey: string,
): Promise<ReservationDone> {
  requireIn(caller, 'sale.record', storeId);
  const until = new Date(platform.clock.now().getTime() + minutes * 60_000);
  const [done] = await freeingExpired(platform, storeId, () =>
    reserveRow(platform.db, {
      storeId,
      key: idempotencyKey,
      payload: keyOf('reservation', JSON.stringify(lines), minutes, reference ?? ''),
      lines: JSON.stringify(lines),
      until: until.toISOString(),
      reference: reference ?? null,
      actor: caller.userId,
    }),
  );
  if (done === undefined) throw unknownStore();
  await platform.relayEvents();
  await wakeAtExpiry(platform, until);
  return { reservationId: done.id, expiresAt: done.expiresAt, lines, repeated: done.repeated };
}

/**
 * Makes a sale of a reservation, once, and frees what it held, in one call. While it is open only the goods themselves can
 * be missing (somebody sold them without asking). After its time it is a sale like any other: it goes through if the goods
 * are still available.
 * @throws DomainError forbidden, `reservation.unknown`, `reservation.invalid` (a price for what is not reserved),
 * `reservation.released`, `reservation.expired`, `stock.insufficient`, and what `sellLines` throws
 */
export async function confirmReservation(
  platform: Platform,
  caller: Caller,
  { reservationId, lines }: ConfirmReservation,
): Promise<SaleDone> {
  const { storeId, lines: kept } = await requireReservation(platform, caller, reservationId);
  const prices = new Map(lines.map((line) => [line.sku.toLowerCase(), line]));
  if (prices.size < lines.length) throw invalid('lines: name each SKU once');
  const sold = kept.map((line) => {
    const price = prices.get(line.sku.toLowerCase());
    prices.delete(line.sku.toLowerCase());
    return { ...price, ...line };
  });
  const [stray] = prices.values();
  if (stray !== undefined) throw invalid(`lines: ${stray.sku} is not in this reservation`);
  const sale = { storeId, lines: sold, source: 'reservation', externalId: reservationId, mustHave: null } as const;
  return sellLines(platform, caller, { ...sale, reservation: reservationId }).catch(async (error: unknown) => {
    const isLate = error instanceof DomainError && error.code === 'reservation.expired';
    if (!isLate || (await expireReservations(platform, storeId)) === 0) throw error;
    return sellLines(platform, caller, { ...sale, reservation: reservationId });
  });
}

/**
 * Gives up a reservation: what it held is available again. Again, or after its time, nothing happens.
 * @throws DomainError forbidden, `reservation.unknown`, `reservation.confirmed` (it has become a sale)
 */
export async function releaseReservation(
  platform: Platform,
  caller: Caller,
  { reservationId }: { reservationId: string },
): Promise<ReservationReleased> {
  await requireReservation(platform, caller, reservationId);
  const done = await releaseRow(platform.db, { reservationId, now: platform.clock.now().toISOString() });
  if (done === undefined) throw unknownReservation();
  await platform.relayEvents();
  return done;
}

/** So many of the largest reservations fit into a reply of the Data API, 1 MiB. */
const mostRows = 20;

/**
 * A page of the reservations in the caller's stores, newest first: those that hold stock, or in another state.
 * @throws DomainError `store.unknown`
 */
export async function listReservations(
  platform: Platform,
  caller: Caller,
  { store, state, cursor, limit: asked }: ListReservations,
): Promise<Page<Reservation>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const limit = Math.min(asked, mostRows);
  const rows = await listReservationRows(platform.db, { stores, state, beforeId, limit: limit + 1 });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.reservationId],
    (row) => row,
  );
}

async function requireReservation(platform: Platform, caller: Caller, reservationId: string) {
  const found = await findReservation(platform.db, reservationId);
  // Whoever may do this nowhere is told so, whether there is such a reservation or not.
  if (storesWhere(caller, 'sale.record').length === 0) requireIn(caller, 'sale.record', found?.storeId ?? '0');
  if (found === undefined || !may(caller, 'stock.read', found.storeId)) throw unknownReservation();
  requireIn(caller, 'sale.record', found.storeId);
  return found;
}

const unknownReservation = () => new DomainError('missing', 'reservation.unknown', 'There is no such reservation');
const invalid = (message: string) => new DomainError('invalid', 'reservation.invalid', message);
