import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import type { NotMailed } from './order.ts';

const Made = z.object({ id: z.string(), repeated: z.boolean() });
type Made = z.infer<typeof Made>;

/**
 * Makes a draft; its key makes a second run a no-op that answers the same.
 * @param values.fields JSON object of columns; `values.lines` JSON array of {productId, quantity, unitCost, suggestionId}
 * @returns nothing when there is no such store
 */
export async function createOrderRow(
  db: Db,
  values: { key: string; payload: string; fields: string; lines: string; actor: string },
): Promise<Made | undefined> {
  const rows = await db.query(
    `select id::text, repeated
     from create_order(:key::uuid, :payload::uuid, :fields::jsonb, :lines::jsonb, :actor::text)`,
    values,
    Made,
  );
  return rows[0];
}

/** Puts what can be set of a draft in place of a version; run again it changes nothing. */
export async function editOrderRow(
  db: Db,
  values: { orderId: string; version: number; fields: string; lines: string; actor: string },
): Promise<void> {
  await db.query(
    `select id::text from edit_order(:orderId::bigint, :version::integer, :fields::jsonb, :lines::jsonb, :actor::text)`,
    values,
    z.unknown(),
  );
}

/** Moves an order on, as move_order in the migrations says; run again it changes nothing. */
export async function moveOrderRow(
  db: Db,
  values: {
    orderId: string;
    version: number;
    to: 'approved' | 'sent' | 'closed' | 'cancelled';
    now: string;
    actor: string;
  },
): Promise<Made | undefined> {
  const rows = await db.query(
    `select id::text, repeated
     from move_order(:orderId::bigint, :version::integer, :to::text, :now::timestamptz, :actor::text)`,
    values,
    Made,
  );
  return rows[0];
}

/**
 * Takes in a delivery; its delivery note makes a second run a no-op that answers the same.
 * @param values.lines JSON array of {productId, accepted, damaged, wrong, unitCost, reason}
 * @param values.landedMinor null: the delivery's part of what the order says
 */
export async function receiveOrderRow(
  db: Db,
  values: {
    orderId: string;
    note: string;
    key: string;
    payload: string;
    lines: string;
    at: string;
    landedMinor: number | null;
    actor: string;
  },
): Promise<Made | undefined> {
  const rows = await db.query(
    `select id::text, repeated
     from receive_order(:orderId::bigint, :note::text, :key::text, :payload::uuid, :lines::jsonb, :at::timestamptz,
       :landedMinor::bigint, :actor::text)`,
    values,
    Made,
  );
  return rows[0];
}

type Mailed = { orderId: string; to: string; isSupplier: boolean; because: NotMailed | null; now: string };

/** Notes where it was mailed to that an order is cancelled. What was noted first stays. */
export async function markCancelMailed(db: Db, values: Mailed): Promise<void> {
  await db.query(
    `update purchase_order set cancel_mailed_at = :now::timestamptz, cancel_mailed_to = :to::text,
       cancel_mailed_supplier = :isSupplier::boolean, cancel_mailed_because = :because::text
     where id = :orderId::bigint and cancel_mailed_at is null`,
    values,
    z.unknown(),
  );
}

/** Notes where an order was mailed to. What was noted first stays. */
export async function markMailed(db: Db, values: Mailed): Promise<void> {
  await db.query(
    `update purchase_order set mailed_at = :now::timestamptz, mailed_to = :to::text, mailed_supplier = :isSupplier::boolean,
       mailed_because = :because::text
     where id = :orderId::bigint and mailed_at is null`,
    values,
    z.unknown(),
  );
}
