import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Evidence } from './cause-words.ts';

const EvidenceRow = z.object({
  found: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Evidence),
});

/** What speaks for each cause of a negative stock, the likeliest first; see likely_causes in the migrations. */
export async function findCauseRows(
  db: Db,
  values: { storeId: string; productId: string; now: string },
): Promise<Evidence[]> {
  const rows = await db.query(
    `select (c.evidence || jsonb_build_object('cause', c.cause))::text as found
     from likely_causes(:storeId::bigint, :productId::bigint, :now::timestamptz) c
     order by c.weight desc`,
    values,
    EvidenceRow,
  );
  return rows.map(({ found }) => found);
}
