import * as z from 'zod';
import { Id, Quantity } from '#domain/values.ts';

/** What would put it right, with what the page or the route for it needs. */
const Mending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('receive_order'), orderId: Id }),
  z.object({ kind: z.literal('receive_transfer'), transferId: Id }),
  z
    .object({ kind: z.literal('adjust'), storeId: Id, productId: Id, quantity: Quantity, note: z.string() })
    .meta({ description: 'POST /adjustments with the reason `correction`' }),
  z
    .object({
      kind: z.literal('swap'),
      storeId: Id,
      fromProductId: Id,
      toProductId: Id,
      quantity: Quantity,
      note: z.string(),
    })
    .meta({ description: 'Two adjustments with the reason `correction`: out of the one, into the other' }),
  z.object({ kind: z.literal('count'), storeId: Id, productId: Id }),
]);
export type Mending = z.infer<typeof Mending>;

/** Why stock is probably below zero: what speaks for it, in a sentence, and what would mend it. */
export const Cause = z
  .object({
    cause: z.enum([
      'order_not_received',
      'transfer_not_received',
      'pack_as_unit',
      'file_twice',
      'other_size',
      'unknown',
    ]),
    sentence: z
      .string()
      .meta({ example: 'Order PO-42 brings 24 of it and was expected on 20 November; it has not been received here.' }),
    action: Mending,
  })
  .meta({ id: 'AlertCause' });
export type Cause = z.infer<typeof Cause>;
