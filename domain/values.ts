import * as z from 'zod';

/** A row's id: a bigint, carried as text because JSON numbers lose digits above 2^53. 18 digits always fit. */
export const Id = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'must be an id')
  .meta({ id: 'Id', description: 'A 64-bit id as text', example: '42' });

/** A quantity in the product's unit: a decimal string, at most 11 digits before the point and 3 behind it. */
export const Quantity = z
  .string()
  .regex(/^-?\d{1,11}(\.\d{1,3})?$/, {
    error: 'must be a number like 12.5, with at most 11 digits before the point and 3 behind it',
    abort: true,
  })
  .meta({ id: 'Quantity', description: 'Decimal string, at most 3 decimals', example: '12.5' });

/** A price or cost for one unit, in the currency's major unit: a decimal string, at most 12 digits before the
 * point and 6 behind it. */
export const UnitPrice = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, {
    error: 'must be a number like 6.50, with at most 12 digits before the point and 6 behind it',
    abort: true,
  })
  .meta({ id: 'UnitPrice', description: 'Decimal string in major units (pounds, not pence)', example: '2.55' });

/** An amount of money in the currency's minor unit (pence, cents; yen has none), beside its currency. */
export const Minor = z
  .int()
  .meta({ id: 'Minor', description: 'Integer in the minor unit of the currency beside it', example: 1530 });

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency like GBP')
  .meta({ id: 'Currency', example: 'GBP' });

export const Instant = z.iso.datetime({ offset: true }).meta({
  id: 'Instant',
  description: 'ISO 8601 with a zone; answers are always in UTC',
  example: '2026-11-22T09:30:00.000Z',
});

/** When something happened. What lies in the future is refused where the database's clock is known. */
export const HappenedAt = Instant.refine(
  (at) => Date.parse(at) >= Date.UTC(2000, 0),
  'must not be before the year 2000',
);

/** How much changes at once. Bounded, so that no sum of changes and no value of one outgrows its column. */
export const Change = Quantity.refine((text) => Math.abs(Number(text)) <= 1_000_000, 'must be at most 1,000,000');

export const BusinessDate = z.iso
  .date({
    error: ({ input }) => (input === '' ? 'choose a day' : 'must be a day like 2026-11-22'),
  })
  .meta({ id: 'BusinessDate', description: "A day in the store's own zone, by its cut-off", example: '2026-11-22' });

export const Money = z.object({ currency: Currency, amountMinor: Minor }).meta({ id: 'Money' });

/** A whole number in a query, where everything is text; whatever else is there is told once, with the range. */
export function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  const told = { error, abort: true };
  return z.coerce.number({ error }).int(told).min(least, told).max(most, told);
}

/** Query fields of every list: keyset pages, so a page costs the same however deep it lies. */
export const PageQuery = {
  cursor: z.string().max(2000).optional().meta({ description: '`nextCursor` of the page before' }),
  limit: wholeNumber(1, 200).default(50).meta({ description: 'Rows a page, at most 200' }),
};

/** A page of `item`s; `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** A line of text as people type it: trimmed, not empty, without control characters. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must be at most ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters or line breaks');

/** A price or cost that somebody sets. */
export const Price = UnitPrice.refine((text) => Number(text) >= 0, 'must not be negative');

/** A time of day by a store's own clock. */
export const LocalTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 09:30')
  .meta({ id: 'LocalTime', description: "HH:MM, by the store's clock", example: '09:30' });

/** What an edit names, so that it cannot undo what somebody else has changed meanwhile. */
export const Version = z
  .int()
  .min(1)
  .meta({ id: 'Version', description: 'Counts the changes; an edit names the one it has read', example: 3 });

/** Who changed something. */
export const ChangedBy = {
  changedBy: z
    .string()
    .nullable()
    .meta({ description: "The user's id, or `import:` and the import's; null: nobody knows" }),
  changedByName: z.string().nullish().meta({ description: 'Their name, where it is known' }),
};

/** Who changed it last, and when: beside the version in everything that can be edited. */
export const Changed = { version: Version, changedAt: Instant, ...ChangedBy };
