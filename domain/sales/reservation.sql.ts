import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Quantity } from '#domain/values.ts';
import { Reservation, ReservationReleased } from './reservation.ts';

const Lines = z
  .string()
  .transform((text) => z.array(z.object({ sku: z.string(), quantity: Quantity })).parse(JSON.parse(text)));

const linesOf = (id: string) =>
  `(select json_agg(json_build_object('productId', p.id::text, 'sku', p.sku, 'name', left(p.name, 80),
      'quantity', ${decimal('l.quantity')}) order by lower(p.sku))::text
    from reservation_line l join product p on p.id = l.product_id where l.reservation_id = ${id})`;

const ReservedRow = z.object({ id: z.string(), expiresAt: z.string(), repeated: z.boolean() });

/**
 * Keeps goods, all of the lines or none; its key makes a second run a no-op that answers the same.
 * @param values.lines JSON array of {sku, quantity}
 * @returns no row when there is no such store
 */
export async function reserveRow(
  db: Db,
  values: {
    storeId: string;
    key: string;
    payload: string;
    lines: string;
    until: string;
    reference: string | null;
    actor: string;
  },
): Promise<z.infer<typeof ReservedRow>[]> {
  return db.query(
    `select r.id::text, ${iso('r.expires_at')} as "expiresAt", r.repeated
     from store s cross join lateral reserve(s.id, :key::text, :payload::uuid, :lines::jsonb, :until::timestamptz,
       :reference::text, :actor::text) r
     where s.id = :storeId::bigint`,
    values,
    ReservedRow,
  );
}

const Found = z.object({ storeId: z.string(), lines: Lines });

/** Which store a reservation is of, and what it keeps; by SKU. */
export async function findReservation(db: Db, reservationId: string): Promise<z.output<typeof Found> | undefined> {
  const rows = await db.query(
    `select r.store_id::text as "storeId", ${linesOf('r.id')} as lines from reservation r where r.id = :reservationId::bigint`,
    { reservationId },
    Found,
  );
  return rows[0];
}

/** Gives up a hold; run again it says that it had been given up. */
export async function releaseRow(
  db: Db,
  values: { reservationId: string; now: string },
): Promise<ReservationReleased | undefined> {
  const rows = await db.query(
    `select state, repeated from release_reservation(:reservationId::bigint, :now::timestamptz)`,
    values,
    ReservationReleased,
  );
  return rows[0];
}

/**
 * Frees up to 100 reservations whose time has run out, of one store or (null) of all.
 * @returns how many there were
 */
export async function expireReservationRows(db: Db, values: { now: string; storeId: string | null }): Promise<number> {
  const rows = await db.query(
    `select expire_reservations(:now::timestamptz, :storeId::bigint) as found`,
    values,
    z.object({ found: z.int() }),
  );
  return rows[0]?.found ?? 0;
}

const Row = Reservation.extend({
  lines: z.string().transform((text) => Reservation.shape.lines.parse(JSON.parse(text))),
});

/**
 * Reservations in a state, or (`all`) in any, newest first, before `beforeId`. A row is at most 100 lines of a SKU of 100
 * characters and 80 of the name: 30 KB where these are of one byte each.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listReservationRows(
  db: Db,
  values: { stores: string | null; state: string; beforeId: string | null; limit: number },
): Promise<z.output<typeof Row>[]> {
  return db.query(
    `select r.id::text as "reservationId", r.store_id::text as "storeId", r.state, r.reference,
       ${iso('r.made_at')} as "madeAt", r.made_by as "madeBy", actor_name(r.made_by) as "madeByName",
       ${iso('r.expires_at')} as "expiresAt", ${iso('r.ended_at')} as "endedAt", ${linesOf('r.id')} as lines
     from reservation r
     where (:state::text = 'all' or r.state = :state::text)
       and (:stores::jsonb is null or r.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:beforeId::bigint is null or r.id < :beforeId::bigint)
     order by r.id desc
     limit :limit::integer`,
    values,
    Row,
  );
}
