import * as z from 'zod';
import { BusinessDate, Id, Instant, Minor } from '#domain/values.ts';

/** How complete figures are: up to when everything is in that was to come, and what is missing. */
export const Completeness = z
  .object({
    completeTo: Instant.nullable().meta({
      description: 'Everything that was expected up to here is in; null: nothing is known (no store names its files)',
    }),
    beforeData: z
      .object({ dataFrom: BusinessDate, isAll: z.boolean().meta({ description: 'All of these days lie before it' }) })
      .optional()
      .meta({ description: 'Set where the period begins before the first business day of which anything is known' }),
    isAhead: z
      .boolean()
      .optional()
      .meta({ description: 'true where all of these days lie ahead: nothing is known of them' }),
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

/** What is known of a store, to say how far its figures are complete. Instants as ISO text in UTC. */
type Known = {
  lastSaleAt: string | null;
  /** When a till last called, or sold through the API; null: never. */
  lastLiveAt: string | null;
  /** When the period's last business day ends. */
  endsAt: string;
  isExpecting: boolean;
  isExpectingSales: boolean;
  /** When the first business day began whose file is missing. */
  missingFrom: string | null;
  /** When the first business day began whose sales file is not due yet. */
  openFrom: string | null;
};

/**
 * Up to when everything that was to come from a store is in, at most to the end of the period or to `now`; null: nobody
 * has said what is to come. A day whose file is not due yet is complete up to its newest sale. Without a sales file a
 * store that sells through the API is complete up to what its tills were last heard of.
 */
export function completeToOf(known: Known, now: string): string | null {
  if (!known.isExpecting && known.lastLiveAt === null) return null;
  const limits = [now, known.endsAt];
  if (known.missingFrom !== null) limits.push(known.missingFrom);
  if (known.openFrom !== null) limits.push(latest(known.openFrom, known.lastSaleAt ?? known.openFrom));
  if (!known.isExpectingSales && known.lastLiveAt !== null)
    limits.push(latest(known.lastLiveAt, known.lastSaleAt ?? known.lastLiveAt));
  return limits.reduce((one, other) => (one < other ? one : other));
}

const latest = (one: string, other: string) => (one > other ? one : other);
