import type pg from 'pg';
import { approveOrder, createDraft, sendOrder } from '#domain/orders/order.actions.ts';
import { systemClock } from '#domain/platform/clock.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

export const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** A supplier, a store and two products of their own; nothing of what others made is in the way. */
export type Place = { store: string; supplier: string; code: string; mug: string; lamp: string; name: string };

let made = 0;

/** Opens one. @param leadTimeDays as typed for the supplier; null: nobody has typed one */
export async function openPlace(sql: pg.Pool, leadTimeDays: number | null = 7): Promise<Place> {
  made += 1;
  const [name, code] = [`SHOP-${made}`, `CLAY-${made}`];
  const store = await openStore(sql, name);
  const { rows } = await sql.query<{ id: string }>(
    'insert into supplier (code, name, email, lead_time_days) values ($1, $1, $2, $3) returning id',
    [code, `${code.toLowerCase()}@example.com`, leadTimeDays],
  );
  const [mug = '', lamp = ''] = await addProducts(sql, [`MUG-${made}`, `LAMP-${made}`]);
  return { store, supplier: rows[0]?.id ?? '', code, mug, lamp, name };
}

/** An order that was sent at a time: its id. */
export async function sentOrder(
  platform: Platform,
  { store, supplier }: Place,
  lines: { productId: string; quantity: string; unitCost?: string }[],
  more: { at?: string; landedMinor?: number; tolerancePercent?: number } = {},
): Promise<string> {
  const { at, ...fields } = more;
  const then = at === undefined ? platform : { ...platform, clock: { ...systemClock, now: () => new Date(at) } };
  const draft = { supplierId: supplier, storeId: store, lines, key: crypto.randomUUID(), ...fields };
  const { orderId } = await createDraft(then, admin, draft);
  await approveOrder(then, admin, { orderId, version: 1 });
  await sendOrder(then, admin, { orderId, version: 2 });
  return orderId;
}
