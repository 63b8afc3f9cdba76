import * as z from 'zod';
import { Currency, Id, Instant, Minor, Quantity } from '#domain/values.ts';

/** What stock is made of between two instants, in the order in which the bridge is drawn. */
export const BridgeKind = z.enum(['receipts', 'sales', 'returns', 'transfers', 'counts', 'adjustments', 'costs']);
export type BridgeKind = z.infer<typeof BridgeKind>;

export const GetBridge = z.object({
  from: Instant.meta({ description: 'Stock as of this instant is the opening' }),
  to: Instant.meta({ description: 'Stock as of this instant is the closing; what happened at it is in' }),
  store: Id.optional(),
  currency: Currency.optional(),
  product: Id.optional(),
});

const Stock = { units: Quantity, valueMinor: Minor.meta({ description: 'At cost' }) };

/** Opening + what came and went = closing, to the unit and to the penny. */
export const Bridge = z
  .object({
    from: Instant,
    to: Instant,
    currency: Currency,
    currencies: z.array(z.object({ currency: Currency, stores: z.int() })),
    opening: z.object(Stock),
    bars: z.array(z.object({ kind: BridgeKind, ...Stock, movements: z.int() })).meta({
      description: 'Signed. `costs`: value that changed without a movement of units',
    }),
    closing: z.object(Stock),
  })
  .meta({ id: 'Bridge' });
export type Bridge = z.infer<typeof Bridge>;
