import * as z from 'zod';
import { Currency, Id } from '#domain/values.ts';

/** How a file's dates like 12/1/10 are read: month first, day first, or refused because they could be either. */
const DateOrder = z.enum(['ymd', 'dmy', 'mdy']);

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
