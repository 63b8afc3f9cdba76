import * as z from 'zod';
import { BusinessDate, Id, Instant, Minor } from '#domain/values.ts';

/** How complete figures are: up to when everything is in that was to come, and what is missing. */
export const Completeness = z
  .object({
    completeTo: Instant.nullable().meta({
      description: 'Everything that was expected up to here is in; null: nothing is known (no store names its files)',
    }),
    stores: z.array(
      z.object({
        storeId: Id,
        name: z.string(),
        lastSaleAt: Instant.nullable().meta({ description: 'The newest sale that is known' }),
        completeTo: Instant.nullable(),
        missing: z
          .array(
            z.object({ kind: z.enum(['sales', 'stock', 'deliveries']), businessDate: BusinessDate, dueAt: Instant }),
          )
          .meta({ description: 'Files that were to come and did not, newest first' }),
        differences: z
          .array(z.object({ businessDate: BusinessDate, toldMinor: Minor, knownMinor: Minor, differenceMinor: Minor }))
          .meta({ description: "Days whose net sales differ from the till's own end-of-day total" }),
        restated: z
          .array(z.object({ businessDate: BusinessDate, at: Instant, netMinor: Minor }))
          .meta({ description: 'Days that changed after they were over: by how much net sales, and when last' }),
      }),
    ),
  })
  .meta({ id: 'Completeness' });
export type Completeness = z.infer<typeof Completeness>;
