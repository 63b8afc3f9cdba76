import type { Db } from '#domain/platform/database.ts';
import { type Completeness, completeToOf } from './completeness.ts';
import { readCompleteness } from './completeness.sql.ts';
import type { Period } from './period.ts';

/**
 * How complete the figures of some stores are over a period: up to when everything that was to come is in, which files
 * are missing, where a till's own total says otherwise, and which days changed after they were over.
 *
 * A store's files have come when one that ended well had rows of that store and business day, or was empty and sent for
 * the store alone. A store that sends no sales files but sells through the API is complete up to its till's last call or
 * its last sale.
 * @param asked.storeIds JSON array of ids; archived ones are left out
 * @param asked.now ISO instant
 * @param asked.firstDay the first business day of which these stores know anything; null: of none
 */
export async function completenessOf(
  db: Db,
  { storeIds, period, now, firstDay }: { storeIds: string; period: Period; now: string; firstDay: string | null },
): Promise<Completeness> {
  const rows = await readCompleteness(db, { stores: storeIds, ...period, now });
  // Of days before all data, and of those that lie ahead, nothing is complete: there is nothing that could be.
  const isAll = firstDay !== null && period.to < firstDay;
  const isAhead = rows.length > 0 && rows.every(({ beginsAt }) => beginsAt > now);
  const stores = rows.map((row) => ({
    storeId: row.storeId,
    name: row.name,
    lastSaleAt: row.lastSaleAt,
    completeTo: isAll || isAhead ? null : completeToOf(row, now),
    missing: row.missing,
    differences: row.differences,
    restated: row.restated,
  }));
  const known = stores.flatMap(({ completeTo }) => (completeTo === null ? [] : [completeTo]));
  const beforeData = firstDay !== null && period.from < firstDay ? { beforeData: { dataFrom: firstDay, isAll } } : {};
  return { completeTo: known.toSorted()[0] ?? null, ...beforeData, ...(isAhead ? { isAhead } : {}), stores };
}
