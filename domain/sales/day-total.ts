import * as z from 'zod';
import { BusinessDate, Id, line, Minor, Quantity } from '#domain/values.ts';

/** Largest total of a day in minor units: those of all stores still add up exactly in a JSON number. */
const maxDayMinor = 1e13;
const Amount = Minor.min(-maxDayMinor).max(maxDayMinor);

/**
 * What a till counted itself for a day, by its own drawer and paper: to be held against what was recorded. Told again, the
 * last word counts.
 */
export const NewDayTotal = z
  .strictObject({
    storeId: Id,
    businessDate: BusinessDate,
    till: line(100).optional().meta({
      description: "Which till; a key's own label, or the whole store where a person tells it, if left out",
      example: 'Till 3',
    }),
    netMinor: Amount.optional().meta({ description: 'Sales less returns, without tax', example: 153_500 }),
    grossMinor: Amount.optional().meta({ description: 'Or with tax; `taxMinor` beside it', example: 184_200 }),
    taxMinor: Amount.optional().meta({ example: 30_700 }),
    transactions: z
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'Receipts, those of returns alone left out', example: 118 }),
    units: Quantity.optional().meta({ description: 'Sold less returned', example: '241' }),
  })
  .meta({ id: 'NewDayTotal' });
export type NewDayTotal = z.infer<typeof NewDayTotal>;

export const DayTotalDone = z
  .object({
    netMinor: Minor,
    repeated: z.boolean().meta({ description: 'The same had been told before' }),
  })
  .meta({ id: 'DayTotalDone' });
export type DayTotalDone = z.infer<typeof DayTotalDone>;

/**
 * Net sales as they were told, in minor units.
 * @returns what is wrong, where they were told in no way or in two that differ
 */
export function netOf({ netMinor, grossMinor, taxMinor }: NewDayTotal): number | 'missing' | 'different' {
  const fromGross = grossMinor === undefined || taxMinor === undefined ? undefined : grossMinor - taxMinor;
  const net = netMinor ?? fromGross;
  if (net === undefined) return 'missing';
  return fromGross !== undefined && fromGross !== net ? 'different' : net;
}
