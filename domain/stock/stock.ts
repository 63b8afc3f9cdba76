import * as z from 'zod';
import {
  BusinessDate,
  Change,
  Currency,
  HappenedAt,
  Id,
  Instant,
  Minor,
  PageQuery,
  pageOf,
  Quantity,
  UnitPrice,
  wholeNumber,
} from '#domain/values.ts';
import { abcClasses, ageFrom, xyzClasses } from './classes.ts';

export const MovementType = z.enum([
  'receipt',
  'sale',
  'return',
  'adjustment',
  'count',
  'count_correction',
  'transfer_out',
  'transfer_in',
  'revaluation',
]);
export type MovementType = z.infer<typeof MovementType>;

/** Why somebody changed stock by hand: which way it may go, and whether the loss is shrinkage. */
export const adjustmentReasons = {
  damaged: { direction: -1, isShrink: true, label: 'Damaged' },
  expired: { direction: -1, isShrink: true, label: 'Out of date' },
  theft: { direction: -1, isShrink: true, label: 'Theft' },
  lost: { direction: -1, isShrink: true, label: 'Lost' },
  found: { direction: 1, isShrink: false, label: 'Found' },
  own_use: { direction: -1, isShrink: false, label: 'Own use' },
  sample: { direction: -1, isShrink: false, label: 'Sample or gift' },
  to_vendor: { direction: -1, isShrink: false, label: 'Sent back to supplier' },
  correction: { direction: 0, isShrink: false, label: 'Correction' },
} as const satisfies Record<string, { direction: -1 | 0 | 1; isShrink: boolean; label: string }>;

export const AdjustmentReason = z.enum(
  Object.keys(adjustmentReasons) as [keyof typeof adjustmentReasons, ...(keyof typeof adjustmentReasons)[]],
);

export const Abc = z.enum(abcClasses).meta({
  description:
    'By gross margin of 90 days, in the store asked for, else in all that trade in its currency: A the first 80 %, ' +
    'B up to 95 %, C the rest; N: new; U: did not sell',
});
export const Xyz = z.enum(xyzClasses).meta({
  description:
    'By how it sells from week to week: X evenly, Y unevenly, Z very unevenly; `-`: fewer than 8 weeks in stock',
});
const Yes = z.literal('yes');

/** One line of the stock list: a product in a store. */
export const StockLevel = z
  .object({
    storeId: Id,
    storeCode: z.string(),
    storeName: z.string(),
    productId: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    onHand: Quantity,
    reserved: Quantity,
    available: Quantity,
    reorderPoint: Quantity.nullable(),
    isLow: z.boolean(),
    currency: Currency,
    valueMinor: Minor.meta({
      description: 'At cost: the book value of the ledger; below zero when more has left the books than came in',
    }),
    lastMovementAt: z.string().nullable(),
    dailyUnits: Quantity.nullable().meta({ description: 'Sold a day while in stock, lately; null: not known' }),
    coverDays: z.number().nullable().meta({
      description: 'How many days what is available lasts; null: nothing is available, or nothing sold lately',
    }),
    abc: Abc.nullable(),
    xyz: Xyz.nullable(),
    outSince: Instant.nullable().meta({ description: 'Nothing on hand since then' }),
  })
  .meta({ id: 'StockLevel' });
export type StockLevel = z.infer<typeof StockLevel>;
export const StockPage = pageOf(StockLevel);

export const ListStock = z.object({
  ...PageQuery,
  store: Id.optional(),
  product: Id.optional(),
  state: z.enum(['low', 'out', 'negative']).optional().meta({
    description: '`low`: available at or below the reorder point; `out`: nothing on hand; `negative`: below zero',
  }),
  currency: Currency.optional().meta({ description: 'Of stores that trade in it' }),
  abc: Abc.optional(),
  xyz: Xyz.optional(),
  coverFrom: wholeNumber(0, 9_999).optional().meta({ description: 'Available stock lasts at least so many days' }),
  coverTo: wholeNumber(0, 9_999).optional().meta({
    description: 'Available stock lasts less than so many days; 0: nothing is available',
  }),
  noDemand: Yes.optional().meta({ description: 'Something is available, but nothing sold lately' }),
  dead: Yes.optional().meta({ description: 'On hand, and for 90 days neither sold nor new in the store' }),
  ageFrom: z.enum(ageFrom.map(String)).optional().meta({
    description: 'Some of it came in so many days ago, as the ages of the dashboard: from 31 are those from 31 to 60',
  }),
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name, or a whole barcode' }),
});
export type ListStock = z.infer<typeof ListStock>;

/** One row of the ledger. `quantity` is signed; a count carries what was counted beside its delta. */
export const Movement = z
  .object({
    id: Id,
    storeId: Id,
    storeCode: z.string(),
    type: MovementType,
    quantity: Quantity,
    counted: Quantity.nullable(),
    unitCost: UnitPrice.nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    occurredAt: Instant,
    recordedAt: Instant,
    businessDate: BusinessDate,
    actor: z.string().nullable().meta({ description: 'Who did it: a person, or `till:` and the id of a key' }),
    actorName: z.string().nullable(),
    importId: z.string().nullable().meta({ description: 'null also where the caller may not see that import' }),
    importFile: z.string().nullable().meta({ description: 'The name of the file that it stood in' }),
  })
  .meta({ id: 'Movement' });
export const MovementPage = pageOf(Movement);
export const ListMovements = z.object({ ...PageQuery, productId: Id, store: Id.optional() });

export const NewAdjustment = z
  .strictObject({
    storeId: Id,
    productId: Id,
    quantity: Change.meta({ description: 'Signed: negative takes stock away', example: '-2' }),
    reason: AdjustmentReason,
    note: z.string().trim().max(500).optional(),
    occurredAt: HappenedAt.optional().meta({ description: 'When it happened; now if left out' }),
  })
  .superRefine((value, ctx) => {
    const { direction, label } = adjustmentReasons[value.reason];
    const sign = Math.sign(Number(value.quantity));
    if (sign === 0) ctx.addIssue({ code: 'custom', path: ['quantity'], message: 'must not be 0' });
    else if (direction !== 0 && sign !== direction)
      ctx.addIssue({
        code: 'custom',
        path: ['quantity'],
        message: `must be ${direction < 0 ? 'negative' : 'positive'} for the reason "${label}"`,
      });
  })
  .meta({ id: 'NewAdjustment' });
export type NewAdjustment = z.infer<typeof NewAdjustment>;

export const AdjustmentDone = z.object({ onHand: Quantity, repeated: z.boolean() }).meta({ id: 'AdjustmentDone' });
