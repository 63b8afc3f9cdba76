import * as z from 'zod';
import { ImportKind } from '#domain/imports/import.ts';

const importEnded = {
  importId: z.uuid(),
  kind: ImportKind.or(z.literal('unknown')),
  fileName: z.string(),
  rowsRead: z.int(),
  applied: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
};

/** Everything that can happen, once: the name is the bus's detail-type, the schema is what `data` holds. */
export const events = {
  /** Stock of at most 1,000 products of one store changed. */
  'stock.changed': z.object({ storeId: z.string(), productIds: z.array(z.string()).max(1000) }),
  'import.completed': z.object(importEnded),
  'import.failed': z.object({ ...importEnded, reason: z.string() }),
  /** A purchase order is on its way to the supplier. */
  'order.sent': z.object({ orderId: z.string() }),
  /** A purchase order that the supplier has been sent is not wanted any more. */
  'order.cancelled': z.object({ orderId: z.string() }),
};
export type EventName = keyof typeof events;

/** What travels on the bus. Delivered at least once and in any order: dedupe on `id`. */
export const Envelope = z.object({
  id: z.uuid(),
  name: z.enum(Object.keys(events) as [EventName, ...EventName[]]),
  version: z.int(),
  occurredAt: z.string(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
