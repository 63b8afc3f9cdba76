import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal } from '#domain/sql.ts';
import { Minor, Quantity } from '#domain/values.ts';
import { valueDelta } from './groups.ts';
import { SalesDashboard } from './sales-dashboard.ts';

const shape = SalesDashboard.shape;
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Stores as a PostgreSQL array of ids, `{1,2}`; business days, both ends included. */
type Asked = { stores: string; from: string; to: string };
/** The period that is compared with; null: none is. */
type Compared = Asked & { beforeFrom: string | null; beforeTo: string | null };

const sold = `sum(f.net_minor) as net, sum(f.net_minor - f.cogs_minor + f.returned_cost_minor) as margin,
         sum(f.sold - f.returned) as units`;

/**
 * Each day, with its stock at the close derived backwards from what is there now.
 * @param values.back how many days before each day lies the one that it is compared with; null: none is
 * @param values.horizon a day after every one that may hold data
 */
export async function readDays(
  db: Db,
  values: Asked & { back: number | null; horizon: string },
): Promise<SalesDashboard['days']> {
  return db.query(
    `with day as materialized (
       select f.business_date as date, ${sold}, sum(${valueDelta}) as delta
       from store_day f
       where f.store_id = any((select :stores::text::bigint[])::bigint[]) and f.business_date between (select :from::date) and (select :horizon::date)
       group by 1
     ), earlier as materialized (
       select f.business_date + :back::integer as date, ${sold}
       from store_day f
       where f.store_id = any((select :stores::text::bigint[])::bigint[])
         and f.business_date between (select :from::date - :back::integer) and (select :to::date - :back::integer)
       group by 1
     ), basket as materialized (
       select h.business_date as date, sum(h.transactions) as transactions
       from store_hour h
       where h.store_id = any((select :stores::text::bigint[])::bigint[]) and h.business_date between (select :from::date) and (select :to::date)
       group by 1
     ), held as materialized (
       select coalesce(sum(l.value_minor), 0) as minor from stock_level l
       where l.store_id = any((select :stores::text::bigint[])::bigint[])
     ), closed as materialized (
       select n::date as date, d.net, d.margin, d.units,
         h.minor - coalesce(sum(d.delta) over (order by n desc rows between unbounded preceding and 1 preceding), 0) as stock
       from held h
       cross join generate_series(:from::date::timestamp, greatest(:to::date, :horizon::date)::timestamp, interval '1 day') n
       left join day d on d.date = n::date
     )
     select c.date::text, coalesce(c.net, 0)::bigint as "netMinor", coalesce(c.margin, 0)::bigint as "marginMinor",
       ${decimal('coalesce(c.units, 0)')} as units, coalesce(b.transactions, 0)::integer as transactions,
       c.stock::bigint as "stockMinor",
       case when :back::integer is not null then coalesce(e.net, 0) end::bigint as "beforeNetMinor",
       case when :back::integer is not null then coalesce(e.margin, 0) end::bigint as "beforeMarginMinor"
     from closed c
     left join basket b using (date)
     left join earlier e using (date)
     where c.date <= :to::date
     order by c.date`,
    values,
    shape.days.element,
  );
}

/** Sums by weekday and hour of the stores' clocks, over the days. */
export async function readHours(db: Db, values: Asked): Promise<SalesDashboard['hours']> {
  return db.query(
    `select extract(isodow from h.business_date)::integer as weekday, h.hour::integer, sum(h.net_minor)::bigint as "netMinor",
       ${decimal('sum(h.units)')} as units, sum(h.transactions)::integer as transactions
     from store_hour h
     where h.store_id = any((select :stores::text::bigint[])::bigint[]) and h.business_date between (select :from::date) and (select :to::date)
     group by 1, 2
     order by 1, 2`,
    values,
    shape.hours.element,
  );
}

const Share = z.object({
  storeId: z.string().nullable(),
  category: z.string().nullable(),
  netMinor: Minor,
  marginMinor: Minor,
  units: Quantity,
  beforeNetMinor: Minor.nullable(),
});

/** What each category and each store sold: a row with a `category` ('' for none), or one with a `storeId`. */
export async function readShares(db: Db, values: Compared): Promise<z.output<typeof Share>[]> {
  return db.query(
    `with share as materialized (
       select f.store_id, f.category, ${sold}, 0 as earlier
       from store_category_between(:stores::text::bigint[], :from::date, :to::date) f
       group by grouping sets ((f.store_id), (f.category))
       union all
       select f.store_id, f.category, 0, 0, 0, sum(f.net_minor)
       from store_category_between(:stores::text::bigint[], :beforeFrom::date, :beforeTo::date) f
       group by grouping sets ((f.store_id), (f.category))
     )
     select s.store_id::text as "storeId", s.category, sum(s.net)::bigint as "netMinor",
       sum(s.margin)::bigint as "marginMinor", ${decimal('sum(s.units)')} as units,
       case when :beforeFrom::date is not null then sum(s.earlier) end::bigint as "beforeNetMinor"
     from share s
     group by s.store_id, s.category
     order by sum(s.net) desc, s.category, s.store_id`,
    values,
    Share,
  );
}

const Ranked = z.object({ place: z.enum(['top', 'bottom']), product: json.pipe(shape.top.element) });

/**
 * The ten products that sold for most, and the ten with the lowest margin of those that sold. Charges are no products.
 * @param values.currency of the stores; with `isWhole` they are all that trade in it
 */
export async function readProducts(
  db: Db,
  isWhole: boolean,
  { currency, stores, ...days }: Compared & { currency: string },
): Promise<z.output<typeof Ranked>[]> {
  const facts = isWhole ? 'product_between(:currency::text' : 'store_product_between(:stores::text::bigint[]';
  return db.query(
    `with moved as materialized (
       select f.product_id, ${sold}, sum(f.sold) as gone
       from ${facts}, :from::date, :to::date) f
       group by 1
     ), named as (
       select m.*, p.sku, p.name from moved m join product p on p.id = m.product_id where m.gone > 0 and p.is_stocked
     ), picked as materialized (
       (select 'top' as place, n.* from named n order by n.net desc, n.product_id limit 10)
       union all
       (select 'bottom', n.* from named n order by n.margin, n.product_id limit 10)
     ), earlier as materialized (
       select f.product_id, sum(f.net_minor) as net
       from ${facts}, :beforeFrom::date, :beforeTo::date) f
       where f.product_id = any(array(select product_id from picked))
       group by 1
     )
     select p.place, json_build_object('productId', p.product_id::text, 'sku', p.sku, 'name', p.name, 'netMinor', p.net,
       'marginMinor', p.margin, 'units', ${decimal('p.units')},
       'beforeNetMinor', case when :beforeFrom::date is not null then coalesce(e.net, 0) end)::text as product
     from picked p
     left join earlier e using (product_id)
     order by p.place, case p.place when 'top' then -p.net else p.margin end, p.product_id`,
    { ...days, ...(isWhole ? { currency } : { stores }) },
    Ranked,
  );
}

const Today = z.object({ netMinor: Minor, lastWeekMinor: Minor, units: Quantity, lastWeekUnits: Quantity });

/**
 * Each store's business day so far, and the same day last week up to the same time: the hours that were over by then, and
 * of an hour under way the sales themselves. An hour of the clock may last two when clocks go back; one that the cut-off
 * divides is over when the day is.
 * @param values.now ISO instant up to which today goes; last week goes up to 7 days before it
 */
export async function readToday(db: Db, values: { stores: string; now: string }): Promise<z.output<typeof Today>> {
  const rows = await db.query(
    `with day as materialized (
       select s.id, s.time_zone, s.day_cutoff, d.nth, :now::timestamptz - make_interval(days => d.nth) as until,
         business_day(:now::timestamptz, s.time_zone, s.day_cutoff) - d.nth as date
       from store s cross join (values (0), (7)) d (nth)
       where s.id = any((select :stores::text::bigint[])::bigint[])
     ), hour as materialized (
       select d.*, h.hour, local_instant(case
           when make_time(h.hour, 0, 0) = date_trunc('hour', d.day_cutoff::interval)::time and d.day_cutoff > make_time(h.hour, 0, 0)
           then d.date + 1 + d.day_cutoff
           else d.date + case when make_time(h.hour, 0, 0) < d.day_cutoff then 1 else 0 end + make_interval(hours => h.hour + 1)
         end, d.time_zone) <= d.until as is_over
       from day d cross join generate_series(0, 23) h (hour)
     ), sold as (
       select h.nth, f.net_minor as net, f.units
       from hour h
       join store_hour f on f.store_id = h.id and f.business_date = h.date and f.hour = h.hour
       where h.is_over
       union all
       select d.nth, l.net_minor, case when p.is_stocked then l.quantity end
       from day d
       join sale on sale.store_id = d.id and sale.business_date = d.date and sale.occurred_at <= d.until
         and (sale.occurred_at >= d.until - interval '2 hours' or extract(minute from d.day_cutoff) <> 0)
       join hour h on h.id = d.id and h.nth = d.nth and h.hour = hour_of(sale.occurred_at, d.time_zone) and not h.is_over
       join sale_line l on l.sale_id = sale.id
       join product p on p.id = l.product_id
     )
     select coalesce(sum(t.net) filter (where t.nth = 0), 0)::bigint as "netMinor",
       coalesce(sum(t.net) filter (where t.nth = 7), 0)::bigint as "lastWeekMinor",
       ${decimal('coalesce(sum(t.units) filter (where t.nth = 0), 0)')} as units,
       ${decimal('coalesce(sum(t.units) filter (where t.nth = 7), 0)')} as "lastWeekUnits"
     from sold t`,
    values,
    Today,
  );
  return rows[0] ?? { netMinor: 0, lastWeekMinor: 0, units: '0', lastWeekUnits: '0' };
}
