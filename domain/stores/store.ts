import * as z from 'zod';
import { Changed, Currency, Id, line, LocalTime, Version } from '#domain/values.ts';
import { Closure, ExpectedFeed, WeeklyHours } from './hours.ts';

/** How a file's dates like 12/1/10 are read: month first, day first, or refused because they could be either. */
const DateOrder = z.enum(['ymd', 'dmy', 'mdy']);
const Kind = z.enum(['shop', 'warehouse']);
const UnknownSku = z.enum(['reject', 'create']).meta({ description: 'What an import does with a SKU nobody knows' });

export const Store = z
  .object({
    id: Id,
    code: z.string(),
    name: z.string(),
    kind: Kind,
    timeZone: z.string().meta({ description: 'IANA name', example: 'Europe/London' }),
    dayCutoff: z.string().meta({ description: 'Local time at which the business day ends, HH:MM', example: '00:00' }),
    currency: Currency,
    unknownSku: UnknownSku,
    dateOrder: DateOrder,
    isArchived: z.boolean().meta({ description: 'Closed for good: kept for its history, no longer offered' }),
  })
  .meta({ id: 'Store' });
export type Store = z.infer<typeof Store>;

export const StoreList = z.object({ items: z.array(Store) });

/** What an admin sets. */
const settings = {
  code: line(40)
    .regex(/^[^/]*$/, 'must not hold a slash: it is part of where files are dropped')
    .meta({ description: 'What files call it; unique however it is typed', example: 'LEEDS' }),
  name: line(200).meta({ example: 'Leeds, Briggate' }),
  kind: Kind,
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be a time zone like Europe/London')
    .meta({ description: 'IANA name; a change is for new movements only', example: 'Europe/London' }),
  dayCutoff: LocalTime.meta({
    description: 'Until this local time a sale belongs to the day before; a change is for new movements only',
    example: '00:00',
  }),
  currency: Currency.refine(isCurrency, 'must be a currency like GBP').meta({
    description: 'ISO 4217; fixed once there are movements',
    example: 'GBP',
  }),
  hours: WeeklyHours.nullable().meta({ description: 'null: nobody has said' }),
  closures: z.array(Closure).max(60, 'must be at most 60; remove old ones'),
  expectedFeeds: z.array(ExpectedFeed).max(12, 'must be at most 12'),
  overselling: z.enum(['refuse', 'allow']).meta({
    description:
      'Whether issues, transfers and reservations made by hand may take stock below zero. A sale that happened is ' +
      'always recorded',
  }),
  unknownSku: UnknownSku,
  dateOrder: DateOrder,
};

export const NewStore = z
  .strictObject({
    ...settings,
    kind: settings.kind.default('shop'),
    dayCutoff: settings.dayCutoff.default('00:00'),
    hours: settings.hours.default(null),
    closures: settings.closures.default([]),
    expectedFeeds: settings.expectedFeeds.default([]),
    overselling: settings.overselling.default('refuse'),
    unknownSku: settings.unknownSku.default('reject'),
    dateOrder: settings.dateOrder.default('ymd'),
  })
  .meta({ id: 'NewStore' });
export type NewStore = z.infer<typeof NewStore>;

/** Everything that can be set, as it is to be: what is put replaces what was there. */
export const StoreEdit = z
  .strictObject({ storeId: Id, version: Version, ...settings, isArchived: z.boolean() })
  .meta({ id: 'StoreEdit' });
export type StoreEdit = z.infer<typeof StoreEdit>;

export const StoreDetail = Store.extend({
  hours: WeeklyHours.nullable(),
  closures: z.array(Closure),
  expectedFeeds: z.array(ExpectedFeed),
  overselling: settings.overselling,
  isCurrencyFixed: z.boolean().meta({ description: 'There are movements: the currency cannot change any more' }),
  ...Changed,
}).meta({ id: 'StoreDetail' });
export type StoreDetail = z.infer<typeof StoreDetail>;

/** Whether a name is one of the IANA time zones that are known here. Bare offsets are not: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether a code is one of the currencies of ISO 4217. */
export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}
