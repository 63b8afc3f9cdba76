import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Dashboard } from './dashboard.ts';

const shape = Dashboard.shape;
const json = z.string().transform((text): unknown => JSON.parse(text));
const Part = z.discriminatedUnion('part', [
  z.object({ part: z.literal('currency'), data: json.pipe(shape.currencies.element) }),
  z.object({ part: z.literal('store'), data: json.pipe(shape.stores.element) }),
  z.object({ part: z.literal('revenue'), data: json.pipe(shape.revenue.element) }),
  z.object({ part: z.literal('levels'), data: json.pipe(shape.levels) }),
  z.object({ part: z.literal('seller'), data: json.pipe(shape.topSellers.element) }),
]);
type DashboardPart = z.infer<typeof Part>;

/**
 * Everything on the dashboard but the imports, a row for each thing. Today's figures are read from the sales; those of
 * 30 days from the facts. A store's days are its own: its zone, its cut-off.
 * @param values.stores JSON array of ids, or null for all
 * @param values.now ISO instant up to which "today" goes; last week goes up to 7 days before it
 */
export async function readDashboardParts(
  db: Db,
  values: { stores: string | null; now: string },
): Promise<DashboardPart[]> {
  return db.query(
    `with scope as materialized (
       select s.id, s.code, s.name, s.currency, s.minor_units,
         business_day(:now::timestamptz, s.time_zone, s.day_cutoff) as today
       from store s
       where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), day as materialized (
       select c.id, c.currency, d.nth, coalesce(t.revenue, 0) as revenue, coalesce(t.units, 0) as units
       from scope c
       cross join (values (0), (7)) d (nth)
       cross join lateral (
         select sum(l.net_minor) as revenue, sum(l.quantity) as units
         from sale join sale_line l on l.sale_id = sale.id
         where sale.store_id = c.id and sale.business_date = c.today - d.nth
           and sale.occurred_at <= :now::timestamptz - make_interval(days => d.nth)
       ) t
     ), sold as materialized (
       select id, currency,
         sum(revenue) filter (where nth = 0) as revenue, sum(revenue) filter (where nth = 7) as revenue_last_week,
         sum(units) filter (where nth = 0) as units, sum(units) filter (where nth = 7) as units_last_week
       from day
       group by id, currency
     ), held as materialized (
       select c.currency, sum(round(greatest(l.on_hand, 0) * coalesce(l.avg_cost, p.cost, 0) * c.minor_units)) as value,
         count(*) filter (where p.status <> 'archived') as tracked,
         count(*) filter (where p.status <> 'archived' and is_low(l.available, p.reorder_point)) as low,
         count(*) filter (where p.status <> 'archived' and l.on_hand = 0) as out,
         count(*) filter (where p.status <> 'archived' and l.on_hand < 0) as negative
       from scope c
       join stock_level l on l.store_id = c.id
       join product p on p.id = l.product_id and p.is_stocked
       group by c.currency
     ), month as materialized (
       -- One pass over the facts, added up in two ways: by day, where product_id is null, and by product.
       select f.product_id, f.business_date, c.currency, -sum(f.quantity) as units, sum(f.net_minor) as revenue
       from scope c
       join fact_pending f on f.store_id = c.id and f.business_date between c.today - 29 and c.today
       where f.type in ('sale', 'return')
         and f.business_date >= (select min(today) - 29 from scope)
       group by grouping sets ((f.business_date, c.currency), (f.product_id, c.currency))
     ), best as materialized (
       select m.product_id, p.sku, p.name, sum(m.units) as units
       from month m join product p on p.id = m.product_id and p.is_stocked
       group by m.product_id, p.sku, p.name
       having sum(m.units) > 0
       order by units desc, p.sku
       limit 10
     )
     select part, data::text from (
       select 1 as nth, s.currency as by, 'currency' as part, json_build_object('currency', s.currency,
         'revenueMinor', sum(s.revenue), 'revenueLastWeekMinor', sum(s.revenue_last_week),
         'units', trim_scale(sum(s.units))::text, 'unitsLastWeek', trim_scale(sum(s.units_last_week))::text,
         'stockValueMinor', coalesce((select h.value from held h where h.currency = s.currency), 0)) as data
       from sold s group by s.currency
       union all
       select 2, lower(c.code), 'store', json_build_object('storeId', c.id::text, 'name', c.name, 'currency', c.currency,
         'businessDate', c.today, 'revenueMinor', s.revenue, 'revenueLastWeekMinor', s.revenue_last_week)
       from scope c join sold s using (id)
       union all
       select 3, d.date::text || k.currency, 'revenue', json_build_object('date', d.date, 'currency', k.currency,
         'revenueMinor', coalesce(m.revenue, 0))
       from (select max(today) - n as date from scope, generate_series(0, 29) n group by n) d
       cross join (select distinct currency from scope) k
       left join month m on m.business_date = d.date and m.currency = k.currency
       union all
       select 4, '', 'levels', json_build_object('tracked', coalesce(sum(tracked), 0), 'low', coalesce(sum(low), 0),
         'out', coalesce(sum(out), 0), 'negative', coalesce(sum(negative), 0))
       from held
       union all
       select 5, to_char(row_number() over (order by b.units desc, b.sku), '00'), 'seller', json_build_object(
         'productId', b.product_id::text, 'sku', b.sku, 'name', b.name, 'units', trim_scale(b.units)::text,
         'revenue', (select json_agg(json_build_object('currency', m.currency, 'amountMinor', m.revenue) order by m.currency)
           from month m where m.product_id = b.product_id))
       from best b
     ) parts
     order by nth, by`,
    values,
    Part,
  );
}
