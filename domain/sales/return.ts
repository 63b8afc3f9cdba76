import * as z from 'zod';
import { Change, Currency, HappenedAt, Id, line, Minor } from '#domain/values.ts';
import { externalId, maxLineMinor } from './sale.ts';

/** What becomes of goods that come back. */
export const Disposition = z.enum(['restock', 'write_off', 'to_vendor']).meta({
  description:
    '`restock`: on the shelf again; `write_off`: damaged, a loss; `to_vendor`: sent back to the supplier. The latter two ' +
    'leave stock as it was',
});
export type Disposition = z.infer<typeof Disposition>;

const ReturnLine = z
  .strictObject({
    lineId: Id.optional().meta({
      description: 'The line of the sale, as `GET /sales/{saleId}` tells it',
      example: '7',
    }),
    sku: line(100).optional().meta({
      description: 'Instead of, or beside, `lineId`: all lines of the sale with this SKU',
      example: 'MUG-BLUE',
    }),
    quantity: Change.refine((text) => Number(text) > 0, 'must be more than 0').meta({ example: '1' }),
    disposition: Disposition.default('restock'),
    refundMinor: Minor.min(0).max(maxLineMinor).optional().meta({
      description: 'What the customer gets back, tax included; if left out, the share of what was paid',
      example: 255,
    }),
  })
  .refine(({ lineId, sku }) => lineId !== undefined || sku !== undefined, {
    path: ['sku'],
    message: 'name the SKU, or the line of the sale',
  });

/** Goods of a recorded sale that come back. */
export const NewReturn = z
  .strictObject({
    storeId: Id.meta({ description: 'Where the goods are brought; it need not be where they were sold' }),
    saleId: Id.optional().meta({ description: 'The sale, where the caller may see its store' }),
    externalId: externalId.optional().meta({
      description: "Or as the receipt names it: the till's number, or the Idempotency-Key of `POST /sales`",
      example: 'R-1001',
    }),
    source: z
      .enum(['api', 'till', 'file', 'reservation'])
      .optional()
      .meta({ description: 'How the sale came in, where several have that number' }),
    soldIn: Id.optional().meta({ description: 'The store of that receipt; this one if left out' }),
    returnedAt: HappenedAt.optional().meta({ description: 'When they came; now if left out' }),
    lines: z.array(ReturnLine).min(1).max(500),
  })
  .meta({ id: 'NewReturn' });
export type NewReturn = z.infer<typeof NewReturn>;

export const ReturnDone = z
  .object({
    returnId: Id.meta({ description: 'It is a sale of its own, with negative lines' }),
    saleId: Id.meta({ description: 'The sale that the goods are from' }),
    currency: Currency,
    refundMinor: Minor.meta({ description: 'What the customer gets back, tax included' }),
    repeated: z.boolean(),
  })
  .meta({ id: 'ReturnDone' });
export type ReturnDone = z.infer<typeof ReturnDone>;
