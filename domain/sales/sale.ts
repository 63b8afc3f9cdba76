import * as z from 'zod';
import { Change, Currency, HappenedAt, Id, line, Minor, UnitPrice } from '#domain/values.ts';

/** Largest amount of one line in minor units: 500 of them still fit into a JSON number exactly. */
export const maxLineMinor = 1e13;
const LineMinor = Minor.min(-maxLineMinor).max(maxLineMinor);

/** What names a sale in its store, for each way in which sales come. */
export const externalId = line(255);

/** What is sold, and for what. */
export const saleLine = {
  sku: line(100).meta({ example: 'MUG-BLUE' }),
  unitPrice: UnitPrice.refine((text) => Number(text) >= 0, 'must not be negative')
    .optional()
    .meta({ description: "Tax included; the catalogue's price if left out" }),
  discountMinor: LineMinor.optional().meta({
    description: 'Off the whole line; negative or 0 for a return',
    example: 50,
  }),
  taxMinor: LineMinor.optional().meta({
    description: 'The part of the price that is tax; negative or 0 for a return',
    example: 83,
  }),
};

const NewSaleLine = z
  .strictObject({
    ...saleLine,
    quantity: Change.refine((text) => Number(text) !== 0, 'must not be 0').meta({
      description: 'Negative: a return of what no recorded sale is known for; else use `POST /returns`',
      example: '2',
    }),
  })
  .superRefine(({ quantity, discountMinor = 0, taxMinor = 0 }, ctx) => {
    const sign = Math.sign(Number(quantity));
    const message = sign < 0 ? 'must be negative or 0 for a return' : 'must not be negative';
    for (const [field, amount] of Object.entries({ discountMinor, taxMinor }))
      if (amount * sign < 0) ctx.addIssue({ code: 'custom', path: [field], message });
  })
  .refine(({ quantity, unitPrice = '0' }) => Math.abs(Number(quantity) * Number(unitPrice)) <= maxLineMinor / 1_000, {
    path: ['unitPrice'],
    message: 'is too much for this quantity',
  });

export const NewSale = z
  .strictObject({
    storeId: Id,
    soldAt: HappenedAt.optional().meta({
      description:
        'When it happened. Such a sale is recorded even if it takes stock below zero. Left out it happens now, and ' +
        'is refused (409 `stock.insufficient`) where the store refuses to oversell and there is not enough available',
    }),
    lines: z.array(NewSaleLine).min(1).max(500),
  })
  .meta({ id: 'NewSale' });
export type NewSale = z.infer<typeof NewSale>;

export const SaleDone = z
  .object({
    saleId: Id,
    currency: Currency,
    totalMinor: Minor.meta({ description: 'What the customer paid, tax included' }),
    repeated: z.boolean(),
  })
  .meta({ id: 'SaleDone' });
export type SaleDone = z.infer<typeof SaleDone>;
