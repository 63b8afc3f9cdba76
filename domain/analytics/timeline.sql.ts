import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Quantity, UnitPrice } from '#domain/values.ts';
import { Timeline, TimelineEvent } from './timeline.ts';

const Day = Timeline.shape.days.element;
const DayRow = Day.extend({
  sales: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Day.shape.sales),
});
type DayRow = z.infer<typeof DayRow>;

type Asked = {
  /** JSON array of ids, or null for all. */
  stores: string | null;
  product: string;
  from: string;
  to: string;
};

/**
 * Every day of a period, oldest first: what was sold, what was on hand when the day closed, and the catalogue's price
 * then, by the clock of the first of the stores. Closing stock is the level less what changed on later days.
 */
export async function readTimelineDays(db: Db, values: Asked): Promise<DayRow[]> {
  const columns = 'received, sold, returned, transferred, counted, adjusted, shrunk, net_minor';
  return db.query(
    `with scope as materialized (
       select s.id, s.code, s.currency, s.time_zone from store s
       where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), fact as materialized (
       select f.business_date, c.currency, sum(f.sold - f.returned) as units, sum(f.net_minor) as net_minor,
         sum(f.received - f.sold + f.returned + f.transferred + f.counted + f.adjusted - f.shrunk) as change
       from scope c
       join lateral (
         select business_date, ${columns} from fact_store_product_day
         where product_id = :product::bigint and store_id = c.id and business_date >= :from::date
         union all
         select business_date, ${columns} from fact_unfolded
         where product_id = :product::bigint and store_id = c.id and business_date >= :from::date
       ) f on true
       group by 1, 2
     ), start as materialized (
       select coalesce((select sum(l.on_hand) from stock_level l
           where l.product_id = :product::bigint and l.store_id in (select c.id from scope c)), 0)
         - coalesce((select sum(f.change) from fact f), 0) as on_hand
     ), price as materialized (
       select p.valid_from, lead(p.valid_from, 1, 'infinity') over (order by p.id) as until, p.price
       from product_price p where p.product_id = :product::bigint
     ), moved as materialized (
       select f.business_date, sum(f.units) as units, sum(f.change) as change,
         json_agg(json_build_object('currency', f.currency, 'netMinor', f.net_minor) order by f.currency)
           filter (where f.net_minor <> 0 or f.units <> 0) as sales
       from fact f group by 1
     )
     select d.day::date::text as date, ${decimal('coalesce(m.units, 0)')} as units,
       ${decimal('start.on_hand + coalesce(sum(m.change) over (order by d.day), 0)')} as "onHand",
       ${decimal('p.price')} as price, coalesce(m.sales, '[]')::text as sales
     from generate_series(:from::date, :to::date, interval '1 day') d (day)
     cross join start
     left join moved m on m.business_date = d.day::date
     left join lateral (
       select local_instant(d.day::timestamp + interval '1 day', coalesce(
         (select c.time_zone from scope c order by lower(c.code) limit 1), 'UTC')) as at
     ) e on true
     left join price p on p.valid_from < e.at and p.until >= e.at
     order by d.day`,
    values,
    DayRow,
  );
}

const EventRow = TimelineEvent.omit({ text: true }).extend({
  quantity: Quantity.nullable(),
  counted: Quantity.nullable(),
  reason: z.string().nullable(),
  supplier: z.string().nullable(),
  note: z.string().nullable(),
  price: UnitPrice.nullable(),
  priceBefore: UnitPrice.nullable(),
});
export type EventRow = z.infer<typeof EventRow>;

/** The newest of what happened to a product in a period, newest first; prices by the clock of the first of the stores. */
export async function readTimelineEvents(db: Db, values: Asked & { limit: number }): Promise<EventRow[]> {
  return db.query(
    `with scope as materialized (
       select s.id, s.code, s.name, s.time_zone, s.day_cutoff from store s
       where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), first as materialized (
       select coalesce((select c.time_zone from scope c order by lower(c.code) limit 1), 'UTC') as zone
     ), happened as (
       select m.occurred_at as at, m.business_date as date, c.id as store_id, c.name as store_name,
         case m.type when 'receipt' then 'delivery' else m.type end as kind,
         m.quantity + coalesce(k.quantity, 0) as quantity, m.counted, m.reason,
         u.name as supplier, nullif(g.delivery_note, g.request_key) as note, null::numeric as price, null::numeric as price_before
       from scope c
       join stock_movement m on m.store_id = c.id and m.product_id = :product::bigint and m.type <> 'sale'
         and m.type in ('count', 'receipt', 'adjustment', 'return')
         and m.occurred_at > :from::timestamptz - interval '4 days' and m.occurred_at < :to::timestamptz + interval '5 days'
         and m.business_date between (select :from::date) and (select :to::date)
       -- A count and the corrections that later news brought are one finding.
       left join lateral (
         select sum(k.quantity) as quantity from stock_movement k
         where m.type = 'count' and k.type <> 'sale' and k.store_id = c.id and k.product_id = :product::bigint
           and k.occurred_at = m.occurred_at and k.corrects_id = m.id
       ) k on true
       left join goods_receipt g on m.type = 'receipt' and m.source_type = 'receipt' and g.id = m.source_id
       left join supplier u on u.id = g.supplier_id
       union all
       select e.at, e.date, c.id, c.name, e.kind, null, null, null, null, null, null, null
       from scope c
       join stock_out o on o.store_id = c.id and o.product_id = :product::bigint
       cross join lateral (
         select i.kind, i.at, business_day(i.at, c.time_zone, c.day_cutoff) as date
         from (values ('outOfStock', o.began_at), ('backInStock', o.ended_at)) i (kind, at)
       ) e
       where e.date between (select :from::date) and (select :to::date)
       union all
       select p.valid_from, d.date, null, null, 'price', null, null, null, null, null, p.price, p.before
       from (
         select p.valid_from, p.price, lag(p.price) over (order by p.id) as before
         from product_price p where p.product_id = :product::bigint
       ) p
       cross join lateral (select (p.valid_from at time zone first.zone)::date as date from first) d
       where p.price is distinct from p.before and d.date between (select :from::date) and (select :to::date)
     )
     select ${iso('h.at')} as at, h.date::text as date, h.kind, h.store_id::text as "storeId", h.store_name as "storeName",
       ${decimal('h.quantity')} as quantity, ${decimal('h.counted')} as counted, h.reason, h.supplier, h.note,
       ${decimal('h.price')} as price, ${decimal('h.price_before')} as "priceBefore"
     from happened h
     order by h.at desc, h.kind
     limit :limit::integer`,
    values,
    EventRow,
  );
}
