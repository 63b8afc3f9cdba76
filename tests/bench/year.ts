import type pg from 'pg';
import { shape } from './data.ts';

/** The last day of the year that is made, and an instant of it. Neither a month's first day nor its last. */
export const lastDay = '2026-10-20';
export const now = `${lastDay}T16:00:00Z`;

/**
 * Makes a year of sales straight in the tables, as if they had been imported and folded: sales, lines, movements, facts
 * at every grain, levels. A delivery of each product comes to each store on the first day. Products sell by Zipf.
 * @param lines how many lines of sales
 * @param tell hears what is being done
 */
export async function makeYear(pool: pg.Pool, lines: number, tell: (step: string) => void): Promise<void> {
  const steps: [string, string][] = [
    ['products', "update product set category = 'Category ' || id % 24"],
    ['empty', 'delete from stock_level; alter table stock_movement disable trigger user; delete from stock_movement'],
    ['sales', sales],
    ['lines', linesOf],
    ['deliveries', deliveries],
    ['movements', movements],
    ['levels', levels],
    ['facts', facts],
    ...grains.map(([grain, keys]): [string, string] => [grain, roll(grain, keys)]),
    ['hours', hours],
    ['news', news],
    ['rights', 'alter table stock_movement enable trigger user'],
    ['vacuum', 'vacuum analyze'],
    ['checkpoint', 'checkpoint'],
  ];
  for (const [name, sql] of steps) {
    tell(`${lines.toLocaleString('en')} lines: ${name}`);
    const text = sql
      .replaceAll('@lines', String(lines))
      .replaceAll('@sales', String(Math.round(lines / shape.linesPerSale)))
      .replaceAll('@last', `date '${lastDay}'`);
    await pool.query(text);
  }
}

// Sales are even over the days and the hours from 8 to 20, so that the clock's change matters to none.
const sales = `
  insert into sale (store_id, source, external_id, occurred_at, business_date)
  select n % ${shape.stores} + 1, 'file', n::text, d.day + interval '8 hours' + interval '1 minute' * (hashint8(n) & 511), d.day
  from generate_series(1, @sales) n
  cross join lateral (select @last - 364 + (n::bigint * 365 / (@sales + 1))::integer as day) d`;

// Of a random number, width_bucket finds the product in the sums of 1 / rank^zipf. Ids of sales are 1, 2, 3, …
const linesOf = `
  with weights as materialized (
    select array_agg(sum order by nth) as sums from (
      select nth, sum(nth ^ (-${shape.zipf})::float8) over (order by nth) / sum(nth ^ (-${shape.zipf})::float8) over () as sum
      from (select n::float8 as nth from generate_series(1, ${shape.products}) n) ranks
    ) x where nth < ${shape.products}
  )
  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor)
  select 1 + floor((n - 1) / ${shape.linesPerSale}), nextval('sale_line_id'),
    (select min(id) from product) + width_bucket(random(), (select sums from weights)), 1 + n % 3, 9.99, 832 * (1 + n % 3),
    167 * (1 + n % 3), 0
  from generate_series(1, @lines) n`;

// Enough for the year, but for one position in 25, which soon sells out and stays so.
const deliveries = `
  insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date)
  select s.id, p.id, 'receipt', q.units, 4.5, 450 * q.units, (@last - 364)::timestamp + interval '7 hours', @last - 364
  from store s
  cross join product p
  cross join lateral (select case when (s.id + p.id) % 25 = 0 then 20 else 1000000 end as units) q`;

const movements = `
  insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date,
    source_type, source_id, source_line)
  select s.store_id, l.product_id, 'sale', -l.quantity, 4.5, -450 * l.quantity, s.occurred_at, s.business_date, 'sale', s.id, l.id
  from sale s join sale_line l on l.sale_id = s.id
  order by l.sale_id, l.id`;

const levels = `
  insert into stock_level (store_id, product_id, on_hand, value_minor, avg_cost, last_movement_at)
  select store_id, product_id, sum(quantity), sum(value_minor), 4.5, max(occurred_at) from stock_movement group by 1, 2`;

const facts = `
  insert into fact_store_product_day (store_id, product_id, business_date, received, received_minor, sold, cogs_minor,
    net_minor, tax_minor, ranged, units_moment, value_moment)
  select m.store_id, m.product_id, m.business_date, coalesce(sum(m.quantity) filter (where type = 'receipt'), 0),
    coalesce(sum(m.value_minor) filter (where type = 'receipt'), 0),
    coalesce(-sum(m.quantity) filter (where type = 'sale'), 0), coalesce(-sum(m.value_minor) filter (where type = 'sale'), 0),
    coalesce(-sum(m.quantity) filter (where type = 'sale'), 0) * 832,
    coalesce(-sum(m.quantity) filter (where type = 'sale'), 0) * 167, count(*) filter (where type = 'receipt'),
    sum(m.quantity) * (m.business_date - date '2000-01-01'), sum(m.value_minor) * (m.business_date - date '2000-01-01')
  from stock_movement m
  group by 1, 2, 3
  order by 3, 1, 2`;

/** As the folder notes what it has folded: stock-outs, ranges and demand are worked out from it. */
const news = `
  insert into fact_dirty (store_id, product_id, from_day)
  select store_id, product_id, min(business_date) from fact_store_product_day group by 1, 2`;

/** Every other grain, as the folder adds it up. */
const grains: [string, string][] = [
  ['fact_store_product_month', 'store_id, month, product_id'],
  ['fact_product_day', 'currency, business_date, product_id'],
  ['fact_product_month', 'currency, month, product_id'],
  ['fact_store_category_day', 'store_id, business_date, category'],
  ['fact_store_category_month', 'store_id, month, category'],
  ['fact_store_day', 'store_id, business_date'],
];
const roll = (grain: string, keys: string) => `
  do $$ begin
    execute folding('${grain}', '${keys}', '(
      select f.*, 1 as factor, month_of(f.business_date) as month, coalesce(p.category, '''') as category, s.currency
      from fact_store_product_day f join store s on s.id = f.store_id join product p on p.id = f.product_id) f');
  end $$`;

const hours = `
  insert into fact_store_hour (store_id, business_date, hour, net_minor, units, transactions)
  select s.store_id, s.business_date, hour_of(s.occurred_at, o.time_zone), sum(l.net_minor), sum(l.quantity), count(distinct s.id)
  from sale s join store o on o.id = s.store_id join sale_line l on l.sale_id = s.id
  group by 1, 2, 3`;
