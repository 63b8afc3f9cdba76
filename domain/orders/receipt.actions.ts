import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import type { Caller } from '#domain/users/user.ts';
import { requireOrder } from './order.actions.ts';
import { readOrder, unknownOrder } from './order-detail.actions.ts';
import { receiveOrderRow } from './order.sql.ts';
import type { ReceiptDone } from './order.ts';
import type { NewReceipt } from './receipt.ts';

/**
 * Takes in a delivery of an order: what is accepted goes into stock at its landed cost, what is damaged or wrong does not.
 * Once for a delivery note, and once for a key, whoever sends it and however often.
 * @throws DomainError forbidden, `order.unknown`, `order.conflict` (it is not awaited), `receipt.excess` (more than was
 * ordered and the tolerance), `receipt.conflict` (the note or the key is in with other goods), `receipt.invalid`,
 * `movement.future`
 */
export async function receiveOrder(
  platform: Platform,
  caller: Caller,
  { orderId, deliveryNote, receivedAt, landedMinor, lines }: NewReceipt,
  idempotencyKey: string,
): Promise<ReceiptDone> {
  await requireOrder(platform, caller, 'order.receive', orderId);
  const content = json(lines.toSorted((one, other) => Number(one.productId) - Number(other.productId)));
  const done = await receiveOrderRow(platform.db, {
    orderId,
    note: deliveryNote ?? idempotencyKey,
    key: idempotencyKey,
    payload: keyOf('receipt', orderId, content, landedMinor ?? '', receivedAt ?? ''),
    lines: content,
    at: receivedAt ?? platform.clock.now().toISOString(),
    landedMinor: landedMinor ?? null,
    actor: caller.userId,
  });
  if (done === undefined) throw unknownOrder();
  await platform.relayEvents();
  return { receiptId: done.id, repeated: done.repeated, order: await readOrder(platform, orderId) };
}
