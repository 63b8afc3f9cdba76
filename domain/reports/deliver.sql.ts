import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { usualWait } from './kinds.ts';

/**
 * When the next report may be due, ISO instant: a store closes, or its wait for a missing file is over, or one that could
 * not be made is tried again. null: not within two days.
 * @param now ISO instant
 */
export async function findNextReport(db: Db, now: string): Promise<string | null> {
  const [row] = await db.query(
    `with ending as (
       select e.at
       from store s
       left join report_wait w on w.store_id = s.id
       cross join lateral (select business_day(:now::timestamptz, s.time_zone, s.day_cutoff) as today) t
       cross join lateral generate_series(t.today - 2, t.today + 1, interval '1 day') g (day)
       cross join lateral (select report_closes_at(s, g.day::date) as closed_at) c
       cross join lateral (select max(a.due_at) as due_at from report_feeds_awaited(s, g.day::date) a) f
       cross join lateral unnest(array[c.closed_at, case when f.due_at is not null then
         greatest(c.closed_at, f.due_at) + make_interval(mins => coalesce(w.minutes, ${usualWait})) end]) e (at)
       where not s.is_archived
         and exists (select from report_subscription n where n.is_on and (n.store_id is null or n.store_id = s.id))
       union all
       select r.claimed_until from report_run r where r.rendered_at is null and r.claimed_until is not null
     ), next as (
       select min(e.at) as at from ending e where e.at > :now::timestamptz
     )
     select ${iso('at')} as at from next`,
    { now },
    z.object({ at: z.string().nullable() }),
  );
  return row?.at ?? null;
}
