import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

const StoreRow = z.object({
  storeId: z.string(),
  name: z.string(),
  currency: z.string(),
  today: z.string(),
  firstDay: z.string().nullable(),
});
export type ScopeStore = z.infer<typeof StoreRow>;

/**
 * Stores with their business day of now, and the first that anything is known of, by code.
 * @param values.stores JSON array of ids, or null for all
 * @param values.now ISO instant
 */
export async function readScopeStores(db: Db, values: { stores: string | null; now: string }): Promise<ScopeStore[]> {
  return db.query(
    `select s.id::text as "storeId", s.name, s.currency,
       business_day(:now::timestamptz, s.time_zone, s.day_cutoff)::text as today,
       least((select min(f.business_date) from fact_store_day f where f.store_id = s.id), u.first)::text as "firstDay"
     from store s
     left join (select store_id, min(business_date) as first from fact_delta group by store_id) u on u.store_id = s.id
     where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by lower(s.code)`,
    values,
    StoreRow,
  );
}
