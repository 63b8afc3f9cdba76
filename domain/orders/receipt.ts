import * as z from 'zod';
import { Change, HappenedAt, Id, Instant, line, Minor, Price, Quantity, UnitPrice } from '#domain/values.ts';

const NotNegative = Change.refine((text) => Number(text) >= 0, 'must not be negative').default('0');

/** What came of one product, counted when it was unpacked. */
const NewReceiptLine = z
  .strictObject({
    productId: Id,
    accepted: NotNegative.meta({ description: 'In order: goes into stock', example: '12' }),
    damaged: NotNegative.meta({ description: 'Does not go into stock, and is still awaited', example: '1' }),
    wrong: NotNegative.meta({ description: 'Was not ordered, and goes back', example: '0' }),
    unitCost: Price.optional().meta({
      description: "What the supplier charges; left out: the order's",
      example: '2.6',
    }),
    reason: line(200).optional().meta({ example: 'The box was crushed' }),
  })
  .refine(({ accepted, damaged, wrong }) => [accepted, damaged, wrong].some((text) => Number(text) > 0), {
    path: ['accepted'],
    message: 'say how many came',
  });

/** A delivery of an order. The delivery note names it: it is taken in once, whoever sends it and by whatever way. */
export const NewReceipt = z
  .strictObject({
    orderId: Id,
    deliveryNote: line(100)
      .optional()
      .meta({ description: 'The number on it; left out: the Idempotency-Key stands for it', example: 'DN-4711' }),
    receivedAt: HappenedAt.optional().meta({ description: 'Left out: now' }),
    landedMinor: Minor.min(0).max(1_000_000_000_000).optional().meta({
      description: "Freight and duty of this delivery, shared by value; left out: its part of the order's",
      example: 600,
    }),
    lines: z
      .array(NewReceiptLine)
      .min(1)
      .max(500)
      .superRefine((given, ctx) => {
        const seen = new Set<string>();
        for (const [index, { productId }] of given.entries()) {
          if (seen.has(productId))
            ctx.addIssue({ code: 'custom', path: [index, 'productId'], message: 'is on another line already' });
          seen.add(productId);
        }
      }),
  })
  .meta({ id: 'NewReceipt' });
export type NewReceipt = z.infer<typeof NewReceipt>;

export const ReceiptLine = z
  .object({
    productId: Id,
    sku: z.string(),
    name: z.string(),
    accepted: Quantity,
    damaged: Quantity,
    wrong: Quantity,
    excess: Quantity.meta({ description: 'Of a delivery file: so many beyond what was ordered and its tolerance' }),
    orderCost: UnitPrice.nullable().meta({ description: 'As ordered, for one unit' }),
    unitCost: UnitPrice.nullable().meta({ description: 'As charged' }),
    landedCost: UnitPrice.nullable().meta({ description: 'With its part of freight and duty: what stock is worth' }),
    differenceMinor: Minor.meta({
      description: 'Charged more than ordered (or less: negative), for what was accepted',
    }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ReceiptLine' });
export type ReceiptLine = z.infer<typeof ReceiptLine>;

export const Receipt = z
  .object({
    receiptId: Id,
    deliveryNote: z.string().nullable().meta({ description: 'Null: it came without one', example: 'DN-4711' }),
    receivedAt: Instant,
    receivedBy: z.string().nullable().meta({ description: '`import:` and its id where a file brought it' }),
    receivedByName: z.string().nullable(),
    landedMinor: Minor,
    differenceMinor: Minor,
    lines: z.array(ReceiptLine),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;
