import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Completeness } from './completeness.ts';

const { storeId, name, missing, differences, restated } = Completeness.shape.stores.element.shape;
const json = z.string().transform((text): unknown => JSON.parse(text));
const instant = z.string().nullable();
const StoreRow = z.object({
  storeId,
  name,
  lastSaleAt: instant,
  lastLiveAt: instant,
  beginsAt: z.string(),
  endsAt: z.string(),
  isExpecting: z.boolean(),
  isExpectingSales: z.boolean(),
  missingFrom: instant,
  openFrom: instant,
  missing: json.pipe(missing),
  differences: json.pipe(differences),
  restated: json.pipe(restated),
});
export type CompletenessRow = z.infer<typeof StoreRow>;

/** How far back missing files are looked for, in days before the end of the period. */
const lookBack = 366;
/** How many of each list a store shows, newest first. A store's row stays below 20 KB. */
const shown = 60;

/**
 * What came of what was to come, a row for each store that is not archived, by code. `missingFrom`: when the first day
 * began whose file is missing; `openFrom`: when the first one began whose sales file is not due yet.
 *
 * A file is for a business day, and due at the first `by` after the store opened on it: 22:00 is the same evening, 06:00
 * the next morning. Days on which the store is closed need none. Nothing is expected of days before the first that any
 * file was ever about; of a store that never sent one, before its settings were last changed.
 * @param values.stores JSON array of ids
 */
export async function readCompleteness(
  db: Db,
  values: { stores: string; from: string; to: string; now: string },
): Promise<CompletenessRow[]> {
  const at = iso('x.due_at');
  return db.query(
    `with scope as materialized (
       select s.id, s.code, s.name, s.time_zone, s.day_cutoff, s.hours, s.closures, s.expected_feeds, s.updated_at,
         business_day(:now::timestamptz, s.time_zone, s.day_cutoff) as today
       from store s
       where not s.is_archived and s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), feed as materialized (
       select c.id, f.value->>'kind' as kind, f.value->'weekdays' as weekdays, (f.value->>'by')::time as by, c.time_zone,
         c.day_cutoff, c.hours, c.closures, c.today,
         coalesce(
           (select min(d.business_date) from import_day d where d.store_id = c.id and d.kind = f.value->>'kind'),
           business_day(c.updated_at, c.time_zone, c.day_cutoff)) as since
       from scope c cross join jsonb_array_elements(c.expected_feeds) f
     ), come as materialized (
       select distinct d.store_id, d.kind, d.business_date from import_day d
       where d.store_id in (select c.id from scope c) and d.arrived_at is not null
         and d.business_date between (select :from::date) and (select :to::date)
     ), expected as materialized (
       select f.*, g.day, w.weekday, a.store_id is not null as has_come
       from feed f
       cross join lateral (
         select d::date as day from generate_series(
           greatest(f.since, :from::date, least(:to::date, f.today) - ${lookBack}), least(:to::date, f.today), interval '1 day') d
       ) g
       cross join lateral (select (array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
         [extract(isodow from g.day)] as weekday) w
       left join come a on a.store_id = f.id and a.kind = f.kind and a.business_date = g.day
       where f.weekdays @> to_jsonb(w.weekday)
         and (f.hours is null or f.hours->w.weekday <> '[]')
         and not is_closure(f.closures, g.day)
     ), due as materialized (
       select e.id, e.kind, e.day, e.has_come, local_instant(e.day + e.day_cutoff, e.time_zone) as began_at,
         local_instant(d.day + e.by, e.time_zone) as due_at
       from expected e
       cross join lateral (select coalesce((e.hours->e.weekday->0->>'opens')::time, e.day_cutoff) as opens) o
       cross join lateral (
         select e.day + (o.opens < e.day_cutoff)::integer + (e.by <= o.opens)::integer as day
       ) d
       where not e.has_come or e.day >= e.today - 1
     )
     select c.id::text as "storeId", c.name, ${iso('l.sold_at')} as "lastSaleAt",
       ${iso('greatest(k.called_at, case when l.is_live then l.sold_at end)')} as "lastLiveAt",
       ${iso('local_instant(:from::date + c.day_cutoff, c.time_zone)')} as "beginsAt",
       ${iso('local_instant(:to::date + 1 + c.day_cutoff, c.time_zone)')} as "endsAt",
       c.expected_feeds <> '[]' as "isExpecting",
       exists (select from feed f where f.id = c.id and f.kind = 'sales') as "isExpectingSales",
       ${iso('m.began_at')} as "missingFrom", ${iso('o.began_at')} as "openFrom", coalesce(m.list, '[]') as missing,
       coalesce(t.list, '[]') as differences, coalesce(r.list, '[]') as restated
     from scope c
     left join lateral (
       select m.occurred_at as sold_at, (select s.source in ('api', 'till') from sale s where s.id = m.source_id) as is_live
       from stock_movement m
       where m.store_id = c.id and m.type = 'sale' and m.occurred_at <= :now::timestamptz
       order by m.occurred_at desc limit 1
     ) l on true
     left join lateral (
       select max(k.last_used_at) as called_at from api_key k where k.store_id = c.id and k.revoked_at is null
     ) k on true
     left join lateral (
       select min(x.began_at) as began_at,
         json_agg(json_build_object('kind', x.kind, 'businessDate', x.day, 'dueAt', ${at}) order by x.day desc, x.kind)
           filter (where x.nth <= ${shown})::text as list
       from (
         select d.*, row_number() over (order by d.day desc, d.kind) as nth from due d
         where d.id = c.id and not d.has_come and d.due_at <= :now::timestamptz
       ) x
     ) m on true
     left join lateral (
       select min(d.began_at) as began_at from due d
       where d.id = c.id and d.kind = 'sales' and d.due_at > :now::timestamptz
     ) o on true
     left join lateral (
       select json_agg(json_build_object('businessDate', x.business_date, 'toldMinor', x.told, 'knownMinor', x.known,
         'differenceMinor', x.known - x.told) order by x.business_date desc)::text as list
       from (
         select t.business_date, t.net_minor as told, coalesce((
           select d.net_minor from store_day d where d.store_id = c.id and d.business_date = t.business_date), 0) as known
         from day_total t
         where t.store_id = c.id and t.business_date between (select :from::date) and (select :to::date)
         order by t.business_date desc
       ) x
       where x.known <> x.told
     ) t on true
     left join lateral (
       select json_agg(json_build_object('businessDate', x.business_date, 'at', ${iso('x.restated_at')}, 'netMinor', x.net_minor)
         order by x.business_date desc)::text as list
       from (
         select * from restated_day r
         where r.store_id = c.id and r.business_date between (select :from::date) and (select :to::date) and r.net_minor <> 0
         order by r.business_date desc limit ${shown}
       ) x
     ) r on true
     order by lower(c.code)`,
    values,
    StoreRow,
  );
}
