import * as z from 'zod';
import { BridgeKind, checkSpan } from '#domain/analytics/bridge.ts';
import { Currency, Id, Instant, Minor, PageQuery, pageOf, Quantity } from '#domain/values.ts';
import { Movement, type MovementType } from './stock.ts';

/** Of which movements each bar of a stock bridge is made. A correction upholds a count, so it is a part of counting. */
export const movementTypes: Record<BridgeKind, MovementType[]> = {
  receipts: ['receipt'],
  sales: ['sale'],
  returns: ['return'],
  transfers: ['transfer_out', 'transfer_in'],
  counts: ['count', 'count_correction'],
  adjustments: ['adjustment'],
  costs: ['revaluation'],
};

/** A row of the ledger with what it names: the store, the product, and the paper or sale it came with. */
export const StoreMovement = Movement.extend({
  storeName: z.string(),
  currency: Currency,
  productId: Id,
  sku: z.string(),
  productName: z.string(),
  kind: BridgeKind.meta({ description: 'The bar of the stock bridge that it is a part of' }),
  valueMinor: Minor.meta({ description: 'At cost, signed as the quantity' }),
  saleId: z.string().nullable().meta({ description: "The till's own number of the sale" }),
  supplierId: Id.nullable(),
  supplierName: z.string().nullable(),
  deliveryNote: z.string().nullable(),
}).meta({ id: 'StoreMovement' });
export type StoreMovement = z.infer<typeof StoreMovement>;

/** What movements add up to, in stores of one currency. */
export const MovementTotal = z
  .object({ currency: Currency, units: Quantity, valueMinor: Minor.meta({ description: 'At cost' }) })
  .meta({ id: 'MovementTotal' });
export type MovementTotal = z.infer<typeof MovementTotal>;
export const StoreMovementPage = pageOf(StoreMovement).extend({
  totals: z.array(MovementTotal).nullable().optional().meta({
    description: 'Of all that match, not of the page; null: the search finds too many products to add them up',
  }),
});
export type StoreMovementPage = z.infer<typeof StoreMovementPage>;

export const ListStoreMovements = z
  .object({
    ...PageQuery,
    kind: BridgeKind.optional(),
    from: Instant.optional().meta({ description: 'Only what happened after it' }),
    to: Instant.optional().meta({ description: 'Only what happened at it or before' }),
    store: Id.optional(),
    currency: Currency.optional().meta({ description: 'Only stores that trade in it' }),
    product: Id.optional(),
    search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name, or a whole barcode' }),
    different: z
      .enum(['yes'])
      .optional()
      .meta({ description: 'Only what changed units or value: without counts that found what was recorded' }),
    totals: z.enum(['yes']).optional().meta({ description: 'With `totals`; takes `from` and `to`' }),
  })
  .superRefine(checkSpan)
  .refine(({ totals, from, to }) => totals === undefined || (from !== undefined && to !== undefined), {
    path: ['totals'],
    message: 'needs `from` and `to`',
  });
