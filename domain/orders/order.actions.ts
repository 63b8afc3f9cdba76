import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { defaultTolerancePercent } from '#domain/suppliers/supplier.ts';
import { may, type Permission, storesWhere } from '#domain/users/rights.ts';
import { requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import { readOrder, unknownOrder } from './order-detail.actions.ts';
import { findOrder, listOrderRows } from './order-read.sql.ts';
import { createOrderRow, editOrderRow, moveOrderRow } from './order.sql.ts';
import {
  type ListOrders,
  mostOrderLines,
  type NewOrder,
  type Order,
  type OrderDetail,
  type OrderEdit,
  type OrderStep,
} from './order.ts';

/**
 * A page of the orders of the caller's stores, newest first.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listOrders(
  platform: Platform,
  caller: Caller,
  { store, supplierId, status, late, cursor, limit }: ListOrders,
): Promise<Page<Order>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const rows = await listOrderRows(platform.db, {
    stores,
    supplierId: supplierId ?? null,
    status: status ?? null,
    late: late === 'true',
    beforeId,
    limit: limit + 1,
  });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.orderId],
    (row) => row,
  );
}

/**
 * An order of one of the caller's stores, with its lines, what came of it and what happened to it.
 * @throws DomainError forbidden, `order.unknown`
 */
export async function getOrder(
  platform: Platform,
  caller: Caller,
  { orderId }: { orderId: string },
): Promise<OrderDetail> {
  await requireOrder(platform, caller, 'stock.read', orderId);
  return readOrder(platform, orderId);
}

/** Who orders: a caller whose rights are checked, or the plan, which acts by its own settings. */
export type Actor = Caller | { userId: string; isPlan: true };

/** What a draft may hold; what is left out is as in NewOrder. */
export type Draft = Pick<NewOrder, 'supplierId' | 'storeId' | 'lines'> &
  Partial<Pick<NewOrder, 'expectedOn' | 'note' | 'landedMinor' | 'tolerancePercent'>> & { key: string };

/**
 * Makes a draft, once for a key.
 * @throws DomainError forbidden, `store.unknown`, `order.invalid` (no such product or supplier), `order.conflict` (the key
 * was used for another)
 */
export async function createDraft(
  platform: Platform,
  actor: Actor,
  { key, supplierId, storeId, ...wanted }: Draft,
): Promise<{ orderId: string; repeated: boolean }> {
  if (!('isPlan' in actor)) requireIn(actor, 'order.edit', storeId);
  const { fields, lines } = columnsOf(wanted);
  // As before suppliers had tolerances: the same request is the same, whichever release it first came to.
  const hashed = { ...fields, tolerance_percent: wanted.tolerancePercent ?? defaultTolerancePercent };
  const made = await createOrderRow(platform.db, {
    key: keyOf('order', storeId, key),
    payload: keyOf('order', supplierId, storeId, json(hashed), lines),
    fields: json({ ...fields, supplier_id: supplierId, store_id: storeId }),
    lines,
    actor: actor.userId,
  });
  if (made === undefined) throw unknownStore();
  return { orderId: made.id, repeated: made.repeated };
}

/** Makes a draft, once for one key of one caller, and answers it. @throws DomainError as `createDraft` */
export async function createOrder(
  platform: Platform,
  caller: Caller,
  wanted: NewOrder,
  idempotencyKey: string,
): Promise<OrderDetail> {
  const { orderId } = await createDraft(platform, caller, { ...wanted, key: `${caller.userId} ${idempotencyKey}` });
  return readOrder(platform, orderId);
}

/**
 * Puts what can be set of a draft in place of the version that the edit names.
 * @throws DomainError forbidden, `order.unknown`, `order.stale`, `order.conflict` (it is no draft any more),
 * `order.invalid`
 */
export async function editOrder(
  platform: Platform,
  caller: Caller,
  { orderId, version, ...wanted }: OrderEdit,
): Promise<OrderDetail> {
  await requireOrder(platform, caller, 'order.edit', orderId);
  const { fields, lines } = columnsOf(wanted);
  const payload = keyOf('order edit', json(fields), lines);
  await editOrderRow(platform.db, {
    orderId,
    version,
    fields: json({ ...fields, payload }),
    lines,
    actor: caller.userId,
  });
  return readOrder(platform, orderId);
}

type Moved = { orderId: string; repeated: boolean };

/** Moves a draft on to where it may be sent. @throws DomainError as `moveOrder` */
export const approveOrder = (platform: Platform, actor: Actor, step: OrderStep): Promise<Moved> =>
  moveOrder(platform, actor, step, 'approved');

/** Sends an approved order: a mail to the supplier follows. @throws DomainError as `moveOrder` */
export async function sendOrder(platform: Platform, actor: Actor, step: OrderStep): Promise<Moved> {
  const moved = await moveOrder(platform, actor, step, 'sent');
  await platform.relayEvents();
  return moved;
}

/**
 * Gives up an order of which nothing has come. Where it was sent, a mail tells the supplier.
 * @throws DomainError as `moveOrder`
 */
export async function cancelOrder(platform: Platform, actor: Actor, step: OrderStep): Promise<Moved> {
  const moved = await moveOrder(platform, actor, step, 'cancelled');
  await platform.relayEvents();
  return moved;
}

/** Says that the rest of an order is not awaited any more. @throws DomainError as `moveOrder` */
export const closeOrder = (platform: Platform, actor: Actor, step: OrderStep): Promise<Moved> =>
  moveOrder(platform, actor, step, 'closed');

/**
 * Moves an order on, from the version that was read; what has been done already is not done again.
 * @throws DomainError forbidden, `order.unknown`, `order.stale` (somebody changed it meanwhile), `order.conflict` (it is
 * not where this can be done)
 */
async function moveOrder(
  platform: Platform,
  actor: Actor,
  { orderId, version }: OrderStep,
  to: 'approved' | 'sent' | 'closed' | 'cancelled',
): Promise<Moved> {
  if (!('isPlan' in actor)) await requireOrder(platform, actor, 'order.edit', orderId);
  const now = platform.clock.now().toISOString();
  const moved = await moveOrderRow(platform.db, { orderId, version, to, now, actor: actor.userId });
  if (moved === undefined) throw unknownOrder();
  return { orderId, repeated: moved.repeated };
}

/**
 * What is there of an order in whose store the caller holds a permission.
 * @throws DomainError forbidden; `order.unknown`, also for one that they may not even see
 */
export async function requireOrder(platform: Platform, caller: Caller, permission: Permission, orderId: string) {
  const found = await findOrder(platform.db, orderId);
  // Whoever may do this nowhere is told so, whether there is such an order or not.
  if (storesWhere(caller, permission).length === 0) requireIn(caller, permission, found?.storeId ?? '0');
  if (found === undefined || !may(caller, 'stock.read', found.storeId)) throw unknownOrder();
  requireIn(caller, permission, found.storeId);
  return found;
}

/** @throws DomainError `order.invalid` for more lines than an order may have: the plan's own calls are not parsed */
function columnsOf({
  expectedOn = null,
  note = null,
  landedMinor = 0,
  tolerancePercent,
  lines,
}: Omit<Draft, 'key' | 'supplierId' | 'storeId'>) {
  if (lines.length > mostOrderLines)
    throw new DomainError('invalid', 'order.invalid', `lines: an order holds at most ${mostOrderLines}`);
  return {
    fields: { expected_on: expectedOn, note, landed_minor: landedMinor, tolerance_percent: tolerancePercent },
    lines: json(lines),
  };
}
