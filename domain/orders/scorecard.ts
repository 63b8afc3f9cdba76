import * as z from 'zod';
import { Currency, Id, Minor } from '#domain/values.ts';

export const GetScorecard = z.object({ supplierId: Id });

const Share = z.number().min(0).max(1).nullable();

/** How a supplier has done in 365 days, in the stores that the caller may see. */
export const Scorecard = z
  .object({
    supplierId: Id,
    orders: z.int().meta({ description: 'Sent in these days, without the cancelled ones' }),
    due: z.int().meta({ description: 'Of them, those that were due by now, or came' }),
    onTime: Share.meta({
      description: 'Of those due: their first delivery came by the day they were due',
      example: 0.9,
    }),
    fillRate: Share.meta({
      description: 'Of the units of closed orders: came, of what was ordered (more than ordered counts as ordered)',
      example: 0.97,
    }),
    damagedShare: Share.meta({ description: 'Of all units that came', example: 0.01 }),
    leadTime: z
      .object({
        typedDays: z.int().nullable().meta({ description: 'As somebody typed it' }),
        observations: z.int(),
        observedDays: z.number().nullable().meta({ description: 'From sending to the first delivery, on average' }),
        observedDeviation: z.number().nullable().meta({ description: 'Standard deviation, in days' }),
        plannedDays: z.number().meta({ description: 'What planning goes by: typed and observed together' }),
        plannedDeviation: z.number(),
      })
      .meta({ description: 'The newest 30 orders that came, of every store' }),
    costs: z
      .array(z.object({ currency: Currency, orderedMinor: Minor, differenceMinor: Minor }))
      .meta({ description: 'What accepted goods should have cost, and how much more was charged' }),
    open: z.int().meta({ description: 'Sent and still awaited' }),
    late: z.int().meta({ description: 'Of them, those that should be here by now' }),
    openValue: z.array(z.object({ currency: Currency, amountMinor: Minor })),
  })
  .meta({ id: 'Scorecard' });
export type Scorecard = z.infer<typeof Scorecard>;
