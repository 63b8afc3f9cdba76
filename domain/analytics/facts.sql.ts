import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

/**
 * Moves up to so many deltas into the facts' roll-ups, in one transaction. Run again after an unclear end it goes on with
 * what is left: a delta is either in a roll-up or not.
 * @param most 20,000 take about a second; the Data API ends a statement after 45 s
 * @returns how many were moved, 0 when none were left; null when somebody else is folding just now
 */
export async function foldSome(db: Db, most: number): Promise<number | null> {
  const [row] = await db.query(
    'select fold_facts(:most::integer) as folded',
    { most },
    z.object({ folded: z.int().nullable() }),
  );
  return row?.folded ?? null;
}

/** How long the oldest delta has waited, in seconds; 0 when none does. Those older than the ledger's roll-ups do not count. */
export async function oldestUnfolded(db: Db): Promise<number> {
  const [row] = await db.query(
    `select coalesce(extract(epoch from now() - min(recorded_at) filter (where isfinite(recorded_at))), 0)::float8 as seconds
     from fact_delta`,
    {},
    z.object({ seconds: z.number() }),
  );
  return row?.seconds ?? 0;
}
