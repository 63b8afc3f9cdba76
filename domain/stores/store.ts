import * as z from 'zod';
import { Currency, Id } from '#domain/values.ts';

/** How a file's dates like 12/1/10 are read: month first, day first, or refused because they could be either. */
export const DateOrder = z.enum(['ymd', 'dmy', 'mdy']);

export const Store = z
  .object({
    id: Id,
    code: z.string(),
    name: z.string(),
    kind: z.enum(['shop', 'warehouse']),
    timeZone: z.string().meta({ description: 'IANA name', example: 'Europe/London' }),
    dayCutoff: z.string().meta({ description: 'Local time at which the business day ends, HH:MM', example: '00:00' }),
    currency: Currency,
    unknownSku: z.enum(['reject', 'create']).meta({ description: 'What an import does with a SKU nobody knows' }),
    dateOrder: DateOrder,
  })
  .meta({ id: 'Store' });
export type Store = z.infer<typeof Store>;

export const StoreList = z.object({ items: z.array(Store) });

/** What it takes to open a store; the rest has defaults in the schema. */
export const NewStore = z.object({
  code: z.string().trim().min(1).max(40),
  name: z.string().trim().min(1).max(200),
  kind: z.enum(['shop', 'warehouse']).default('shop'),
  timeZone: z.string(),
  dayCutoff: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .default('00:00'),
  currency: Currency,
  unknownSku: z.enum(['reject', 'create']).default('reject'),
  dateOrder: DateOrder.default('ymd'),
});
export type NewStore = z.input<typeof NewStore>;
