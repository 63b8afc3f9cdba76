import * as z from 'zod';
import { BusinessDate, Id, Quantity } from '#domain/values.ts';
import type { Cause } from './cause.ts';
import { day } from './alert-words.ts';

/** What the books say that speaks for a cause; `lack` is how much is missing. */
export const Evidence = z.discriminatedUnion('cause', [
  z.object({
    cause: z.literal('order_not_received'),
    orderId: Id,
    number: z.string(),
    quantity: Quantity,
    expectedOn: BusinessDate.nullable(),
  }),
  z.object({ cause: z.literal('transfer_not_received'), transferId: Id, quantity: Quantity, fromStore: z.string() }),
  z.object({
    cause: z.literal('pack_as_unit'),
    received: Quantity,
    receivedOn: BusinessDate,
    packSize: Quantity,
    more: Quantity,
  }),
  z.object({
    cause: z.literal('file_twice'),
    first: z.string(),
    second: z.string(),
    lines: z.int(),
    units: Quantity,
  }),
  z.object({
    cause: z.literal('other_size'),
    otherId: Id,
    otherSku: z.string(),
    otherOnHand: Quantity,
    lastSoldOn: BusinessDate.nullable(),
    lack: Quantity,
  }),
  z.object({ cause: z.literal('unknown') }),
]);
export type Evidence = z.infer<typeof Evidence>;

/** A cause in words, with what would mend it. */
export function causeOf(found: Evidence, where: { storeId: string; productId: string }): Cause {
  const { cause } = found;
  switch (cause) {
    case 'order_not_received': {
      const when = found.expectedOn === null ? '' : ` and was expected on ${day(found.expectedOn)}`;
      return {
        cause,
        sentence: `Order ${found.number} brings ${found.quantity} of it${when}; it has not been received here.`,
        action: { kind: 'receive_order', orderId: found.orderId },
      };
    }
    case 'transfer_not_received':
      return {
        cause,
        sentence: `${found.fromStore} has sent ${found.quantity} of it; nobody has received them here.`,
        action: { kind: 'receive_transfer', transferId: found.transferId },
      };
    case 'pack_as_unit':
      return {
        cause,
        sentence:
          `${found.received} came in on ${day(found.receivedOn)}, and it is bought in packs of ${found.packSize}: ` +
          `if those were packs, ${found.more} more are there than the books say.`,
        action: {
          kind: 'adjust',
          ...where,
          quantity: found.more,
          note: `Packs of ${found.packSize} received as units`,
        },
      };
    case 'file_twice':
      return {
        cause,
        sentence:
          `"${found.first}" and "${found.second}" hold the same ${found.lines === 1 ? 'sale' : `${found.lines} sales`} ` +
          `of it, at the same times: ${found.units} are probably counted twice.`,
        action: {
          kind: 'adjust',
          ...where,
          quantity: found.units,
          note: `Sales were in two files: ${found.second}`.slice(0, 500),
        },
      };
    case 'other_size': {
      const since = found.lastSoldOn === null ? 'has never sold here' : `has not sold since ${day(found.lastSoldOn)}`;
      return {
        cause,
        sentence: `${found.otherSku}, another of the same family, has ${found.otherOnHand} on hand and ${since}: it may be sold under the wrong number.`,
        action: {
          kind: 'swap',
          storeId: where.storeId,
          fromProductId: found.otherId,
          toProductId: where.productId,
          quantity: found.lack,
          note: 'Sold under the number of another size',
        },
      };
    }
    case 'unknown':
      return {
        cause,
        sentence: 'Nothing in the books explains it: count what is on the shelf.',
        action: { kind: 'count', ...where },
      };
  }
}
