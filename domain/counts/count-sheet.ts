import * as z from 'zod';
import {
  Changed,
  Currency,
  HappenedAt,
  Id,
  Instant,
  line,
  Minor,
  PageQuery,
  pageOf,
  Price,
  Quantity,
  Version,
} from '#domain/values.ts';

/**
 * open: to be counted. recount: something counted is so far from the books that it has to be counted again. counted:
 * every line is. posted: the stock says what was counted. cancelled: nothing was posted.
 */
export const countStatuses = ['open', 'recount', 'counted', 'posted', 'cancelled'] as const;
const CountStatus = z.enum(countStatuses);

/** A sheet of more lines would not be posted within the time of one request. */
export const maxSheetLines = 10_000;
export const maxCountsAtOnce = 500;

/** What is to be counted. The lines are fixed when the sheet is made; what else is found can be counted too. */
export const CountScope = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all').meta({ description: 'Everything that the store has ever had' }) }),
    z.strictObject({ kind: z.literal('category'), category: line(200).meta({ example: 'Kitchen' }) }),
    z.strictObject({
      kind: z.literal('products'),
      productIds: z
        .array(Id)
        .min(1, 'must name at least one product')
        .max(1_000)
        .refine((ids) => new Set(ids).size === ids.length, 'must name each product once'),
    }),
    z.strictObject({ kind: z.literal('negative').meta({ description: 'What the books have less than none of' }) }),
    z.strictObject({ kind: z.literal('abc_a').meta({ description: 'What earns 80 % of the margin (class A)' }) }),
  ])
  .meta({ id: 'CountScope' });
export type CountScope = z.infer<typeof CountScope>;

/**
 * From when on a line has to be counted again: more than `units` and more than `percent` of what the books had as of the
 * count, or more than `value`. A small shop's chance slips of one or two stay, and nothing dear goes unnoticed.
 */
export const RecountRule = z
  .strictObject({
    units: Quantity.refine((text) => Number(text) >= 0, 'must not be negative')
      .default('5')
      .meta({ description: 'Units too many or too few', example: '5' }),
    percent: z
      .number()
      .min(0)
      .max(1_000)
      .default(10)
      .meta({ description: 'Of what the books had; both have to be exceeded', example: 10 }),
    value: Price.default('50').meta({
      description: "Or the difference at cost, in major units of the store's currency",
      example: '50',
    }),
  })
  .meta({ id: 'RecountRule' });
export type RecountRule = z.infer<typeof RecountRule>;

export const NewCountSheet = z
  .strictObject({
    storeId: Id,
    name: line(100).meta({ example: 'Kitchen, first quarter' }),
    scope: CountScope,
    isBlind: z.boolean().default(false).meta({ description: 'Until it is posted, nobody is told what the books have' }),
    recount: RecountRule.nullable()
      .default({ units: '5', percent: 10, value: '50' })
      .meta({ description: 'null: nothing has to be counted again' }),
  })
  .meta({ id: 'NewCountSheet' });
export type NewCountSheet = z.infer<typeof NewCountSheet>;

const Counted = z
  .strictObject({
    productId: Id.optional(),
    sku: line(100).optional().meta({ example: 'MUG-BLUE' }),
    barcode: line(100).optional(),
    counted: Quantity.refine((text) => Number(text) >= 0, 'must not be negative').meta({ example: '17' }),
    countedAt: HappenedAt.optional().meta({ description: 'When it was counted; now if left out' }),
  })
  .refine(
    ({ productId, sku, barcode }) => [productId, sku, barcode].filter((name) => name !== undefined).length === 1,
    'must name its product once: by productId, sku or barcode',
  )
  .meta({ example: { barcode: '5012345678900', counted: '17' } });

export const SaveCounts = z.strictObject({
  sheetId: Id,
  lines: z.array(Counted).min(1, 'must hold at least one line').max(maxCountsAtOnce),
});
export type SaveCounts = z.infer<typeof SaveCounts>;

export const EndCountSheet = z.strictObject({ sheetId: Id, version: Version });
export type EndCountSheet = z.infer<typeof EndCountSheet>;

export const CountSheet = z
  .object({
    id: Id,
    storeId: Id,
    storeCode: z.string(),
    storeName: z.string(),
    name: z.string(),
    scope: z.object({
      kind: z.enum(['all', 'category', 'products', 'negative', 'abc_a']),
      category: z.string().nullable(),
    }),
    isBlind: z.boolean(),
    recount: RecountRule.nullable(),
    status: CountStatus,
    lineCount: z.int(),
    countedCount: z.int(),
    recountCount: z.int().meta({ description: 'Lines that have to be counted again' }),
    currency: Currency,
    gainMinor: Minor.nullable().meta({ description: 'What was found too much, at cost; null until it is posted' }),
    lossMinor: Minor.nullable().meta({ description: 'What was found missing, at cost; null until it is posted' }),
    createdAt: Instant,
    endedAt: Instant.nullable().meta({ description: 'Posted or cancelled' }),
    ...Changed,
  })
  .meta({ id: 'CountSheet' });
export type CountSheet = z.infer<typeof CountSheet>;

const hidden = 'null on a blind sheet until it is posted';

export const CountLine = z
  .object({
    productId: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    barcodes: z.array(z.string()),
    counted: Quantity.nullable().meta({
      description: 'null: not yet; or, on a blind sheet, while it has to be counted again',
    }),
    countedAt: Instant.nullable(),
    countedBy: z.string().nullable(),
    countedByName: z.string().nullable(),
    expected: Quantity.nullable().meta({
      description: `What the books have as of the count, or now where nothing was counted; ${hidden}`,
    }),
    variance: Quantity.nullable().meta({ description: `Counted less expected; ${hidden}` }),
    varianceMinor: Minor.nullable().meta({ description: `The same at cost; ${hidden}` }),
    needsRecount: z.boolean(),
    isExtra: z.boolean().meta({ description: 'Was not on the sheet, but was found' }),
  })
  .meta({ id: 'CountLine' });
export type CountLine = z.infer<typeof CountLine>;

export const CountSheetDetail = CountSheet.extend({
  items: z.array(CountLine).meta({ description: 'Lines by SKU' }),
  nextCursor: z.string().nullable(),
}).meta({ id: 'CountSheetDetail' });
export type CountSheetDetail = z.infer<typeof CountSheetDetail>;

export const CountSheetDone = CountSheet.extend({
  repeated: z.boolean().meta({ description: 'This was done before, and nothing happened now' }),
}).meta({ id: 'CountSheetDone' });
export type CountSheetDone = z.infer<typeof CountSheetDone>;

/** What became of counts that were sent: the lines as they are now. */
export const CountsSaved = CountSheet.extend({ lines: z.array(CountLine), repeated: z.boolean() }).meta({
  id: 'CountsSaved',
});
export type CountsSaved = z.infer<typeof CountsSaved>;

export const CountSheetPage = pageOf(CountSheet);

export const ListCountSheets = z.object({
  ...PageQuery,
  store: Id.optional(),
  status: CountStatus.or(z.literal('under_way')).optional().meta({
    description: '`under_way`: neither posted nor cancelled',
  }),
});
export type ListCountSheets = z.infer<typeof ListCountSheets>;

export const GetCountSheet = z.object({
  ...PageQuery,
  sheetId: Id,
  show: z.enum(['uncounted', 'recount', 'counted']).optional().meta({ description: 'Only lines in that state' }),
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name, or a whole barcode' }),
});
export type GetCountSheet = z.infer<typeof GetCountSheet>;
