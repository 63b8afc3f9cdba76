import * as z from 'zod';
import { Currency, Id, Instant, Minor, Quantity } from '#domain/values.ts';

/** What stock is made of between two instants, in the order in which the bridge is drawn. */
export const BridgeKind = z.enum(['receipts', 'sales', 'returns', 'transfers', 'counts', 'adjustments', 'costs']);
export type BridgeKind = z.infer<typeof BridgeKind>;

/** From when to when, `from` exclusive: what happened at it is in the opening. */
export const Span = {
  from: Instant.meta({ description: 'Stock as of this instant is the opening; what happened at it is in' }),
  to: Instant.meta({ description: 'Stock as of this instant is the closing; what happened at it is in' }),
};

/** Refuses a span that ends before it begins. For `.superRefine` of a query. */
export function checkSpan({ from, to }: { from?: string | undefined; to?: string | undefined }, ctx: z.RefinementCtx) {
  if (from !== undefined && to !== undefined && Date.parse(to) < Date.parse(from))
    ctx.addIssue({ code: 'custom', path: ['to'], message: 'must not be before `from`' });
}

export const GetBridge = z
  .object({
    ...Span,
    store: Id.optional(),
    currency: Currency.optional().meta({
      description: 'Amounts of several currencies are never added up; the one most stores trade in if left out',
    }),
    product: Id.optional(),
  })
  .superRefine(checkSpan);

const Stock = { units: Quantity, valueMinor: Minor.meta({ description: 'At cost' }) };

/** Opening + what came and went = closing, to the unit and to the penny. */
export const Bridge = z
  .object({
    from: Instant,
    to: Instant,
    currency: Currency,
    currencies: z.array(z.object({ currency: Currency, stores: z.int() })),
    opening: z.object(Stock),
    bars: z.array(z.object({ kind: BridgeKind, ...Stock })).meta({
      description:
        'One for each kind, signed: opening + bars = closing. `costs`: value that changed without a movement of units',
    }),
    closing: z.object(Stock),
  })
  .meta({ id: 'Bridge' });
export type Bridge = z.infer<typeof Bridge>;
