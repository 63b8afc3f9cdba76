import * as z from 'zod';
import { Currency, Id, Instant, Minor, Quantity, UnitPrice } from '#domain/values.ts';

export const NewSaleLine = z.strictObject({
  sku: z.string().trim().min(1).max(100),
  quantity: Quantity.refine((text) => Number(text) !== 0, 'must not be 0').meta({ description: 'Negative: a return' }),
  unitPrice: UnitPrice.optional().meta({ description: "The catalogue's price if left out" }),
  discountMinor: Minor.optional(),
  taxMinor: Minor.optional(),
});

/** A sale that has happened: it is recorded even if it takes stock below zero. */
export const NewSale = z
  .strictObject({
    storeId: Id,
    soldAt: Instant.optional().meta({ description: 'When it happened; now if left out' }),
    lines: z.array(NewSaleLine).min(1).max(500),
  })
  .meta({ id: 'NewSale' });
export type NewSale = z.infer<typeof NewSale>;

export const SaleDone = z
  .object({ saleId: Id, currency: Currency, totalMinor: Minor, repeated: z.boolean() })
  .meta({ id: 'SaleDone' });
export type SaleDone = z.infer<typeof SaleDone>;
