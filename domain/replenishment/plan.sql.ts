import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { type Position, PositionRow } from './position.ts';

/** So many rows go into one text, which stays below the 64 KB that the Data API lets a row have. */
const rowsInOne = 40;
const numbers = z.string().transform((text): unknown => JSON.parse(text));
const Packed = z.object({ rows: numbers.pipe(z.array(PositionRow)) });

/**
 * Everything that is known of a store's positions, by product, after one of them: of what is stocked and not archived.
 * @param values.limit 1,000 stay below the 1 MiB that a reply may have
 */
export async function readPositions(
  db: Db,
  values: { storeId: string; after: string; today: string; limit: number },
): Promise<Position[]> {
  const texts = await db.query(
    `with page as materialized (
       select l.product_id, coalesce(p.category, '') as category, l.available, p.reorder_point, p.price, p.cost, l.avg_cost,
         row_number() over (order by l.product_id) as nth
       from stock_level l join product p on p.id = l.product_id
       where l.store_id = (select :storeId::bigint) and l.product_id > (select :after::bigint)
         and p.is_stocked and p.status = 'active'
       order by l.product_id limit :limit::integer
     ), coming as materialized (
       select * from coming_to((select :storeId::bigint))
     ), shipped as materialized (
       select * from shipped_from((select :storeId::bigint))
     ), days as materialized (
       select o.* from promotion o
       where (o.store_id is null or o.store_id = (select :storeId::bigint)) and o.to_day >= (select :today::date) - 371
         and o.from_day <= (select :today::date) + 120
     ), position as (
       select g.nth, json_build_array(g.product_id::text, g.category, g.available, coalesce(c.on_order, 0),
         coalesce(c.in_transit, 0), coalesce(c.leaving, 0), g.reorder_point, g.price, g.cost, round(g.avg_cost, 4),
         i.supplier_id::text, i.cost, coalesce(i.pack_size, 1), coalesce(i.min_order, 0), i.min_order_value,
         round(t.days_mean, 3), round(t.days_variance, 3), coalesce(t.orders, 0),
         case when t.orders > 0 then 'learned' when i.lead_time_days is not null then 'item'
           when i.supplier_days is not null then 'supplier' else 'default' end,
         e.method, e.reorder_point, e.order_up_to, e.review_days, e.service_level, e.shelf_max, e.warehouse_id::text,
         e.auto_mode, e.price_jump, e.snoozed_until, round(d.daily_units + coalesce(h.daily_units, 0), 4),
         round(d.daily_variance + coalesce(h.daily_variance, 0), 4),
         coalesce(round(d.in_stock_days, 1), 0), coalesce(d.demand_days, 0),
         coalesce((select json_agg(trim_scale(round(w.units + coalesce(h.weeks[w.nth], 0), 2)) order by w.nth) from unnest(d.weeks) with ordinality w (units, nth)), '[]'),
         round(d.margin_minor / nullif(d.units, 0) / s.minor_units, 4), coalesce(u.promotions, '[]')) as row
       from page g
       join store s on s.id = (select :storeId::bigint)
       join effective_policy e on e.store_id = s.id and e.product_id = g.product_id
       left join coming c on c.product_id = g.product_id
       left join shipped h on h.product_id = g.product_id
       left join product_demand d on d.store_id = s.id and d.product_id = g.product_id and d.currency = s.currency
       left join lateral (
         select i.*, r.lead_time_days as supplier_days, r.min_order_value
         from supplier_item i join supplier r on r.id = i.supplier_id and not r.is_archived
         where i.product_id = g.product_id and (e.supplier_id is null or i.supplier_id = e.supplier_id)
         order by i.cost nulls last, i.lead_time_days nulls last, i.supplier_id
         limit 1
       ) i on true
       left join lateral lead_time_for(i.supplier_id, s.id, g.product_id) t on i.supplier_id is not null
       left join lateral (
         select json_agg(json_build_array(o.from_day, o.to_day, o.uplift)) as promotions
         from days o where o.product_id = g.product_id or o.category = g.category
       ) u on true
     )
     select '[' || string_agg(row::text, ',' order by nth) || ']' as rows
     from position group by (nth - 1) / ${rowsInOne} order by (nth - 1) / ${rowsInOne}`,
    values,
    Packed,
  );
  return texts.flatMap(({ rows }) => rows);
}

const CategoryRow = z.object({
  category: z.string(),
  categoryDaily: z.number().nullable(),
  weekdays: numbers.pipe(z.array(z.number()).length(7)),
  weeks: numbers.pipe(z.array(z.number()).length(53)),
  months: numbers.pipe(z.array(z.object({ month: z.string(), units: z.number() }))),
});
export type CategoryRow = z.infer<typeof CategoryRow>;

/**
 * What a store sold of each category: units by weekday (Sunday first) of 13 weeks, of each of 53 weeks up to `last`, the
 * newest first, and of the last 36 whole months, if there are 12. New products sell as the median product of their category does.
 */
export async function readCategories(
  db: Db,
  values: { storeId: string; today: string; last: string },
): Promise<CategoryRow[]> {
  return db.query(
    `with store_month as (
       select category, json_agg(json_build_object('month', month, 'units', sold - returned)) as months
       from fact_store_category_month
       where store_id = (select :storeId::bigint) and month < month_of((select :today::date))
         and month >= month_of((select :today::date)) - interval '36 months'
         and month > (select min(month) from fact_store_category_month where store_id = (select :storeId::bigint))
       group by category having count(*) >= 12
     ), week as (
       select category, extract(dow from business_date)::integer as dow, sum(sold - returned) as units
       from fact_store_category_day
       where store_id = (select :storeId::bigint)
         and business_date between (select :today::date) - 91 and (select :today::date) - 1
       group by 1, 2
     ), past as (
       select category, ((select :last::date) - business_date) / 7 as nth, sum(sold - returned) as units
       from fact_store_category_day
       where store_id = (select :storeId::bigint)
         and business_date between (select :last::date) - 370 and (select :last::date)
       group by 1, 2
     ), usual as (
       select coalesce(p.category, '') as category,
         percentile_cont(0.5) within group (order by d.daily_units) as daily
       from product_demand d join product p on p.id = d.product_id
       where d.store_id = (select :storeId::bigint) and d.daily_units > 0
       group by 1
     )
     select c.category, u.daily::float8 as "categoryDaily",
       (select json_agg(coalesce(w.units, 0) order by n) from generate_series(0, 6) n
         left join week w on w.dow = n and w.category = c.category)::text as weekdays,
       (select json_agg(greatest(coalesce(w.units, 0), 0) order by n) from generate_series(0, 52) n
         left join past w on w.nth = n and w.category = c.category)::text as weeks,
       coalesce(m.months::text, '[]') as months
     from (select category from week union select category from usual) c
     left join usual u using (category)
     left join store_month m using (category)`,
    values,
    CategoryRow,
  );
}

/** One product is not gathered from everywhere: of the stores that could give these are asked. */
const mostGivers = 3;

const GiverRow = z.object({
  storeId: z.string(),
  storeName: z.string(),
  productId: z.string(),
  isWarehouse: z.boolean(),
  spare: z.coerce.number(),
  promised: z.coerce.number(),
});
export type Giver = z.infer<typeof GiverRow>;

/**
 * Which stores of the same currency have some of these products to spare: more than they would order up to, and more
 * than they reorder at with what sells in a lead time on top. A store that the run's own store fetches from gives all.
 * @param values.products JSON array of ids
 * @param values.warehouses JSON array of ids
 */
export async function readGivers(
  db: Db,
  values: { storeId: string; products: string; warehouses: string },
): Promise<Giver[]> {
  return db.query(
    `with asked as materialized (
       select array(select jsonb_array_elements_text(:products::jsonb)::bigint) as ids
     ), promised as materialized (
       select p.* from asked k cross join lateral promised_to_others((select :storeId::bigint), k.ids) p
     )
     select "storeId", "storeName", "productId", "isWarehouse", spare, promised from (
       select l.store_id::text as "storeId", s.name as "storeName", l.product_id::text as "productId",
         w.is_warehouse as "isWarehouse", floor(f.free - f.keep)::text as spare, coalesce(p.quantity, 0)::text as promised,
         row_number() over (partition by l.product_id order by w.is_warehouse desc, f.free - f.keep desc, l.store_id) as nth
       from asked k
       join stock_level l on l.product_id = any (k.ids)
       join store s on s.id = l.store_id
       join store o on o.id = (select :storeId::bigint) and o.currency = s.currency and o.id <> s.id
       left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id
       left join promised p on p.store_id = l.store_id and p.product_id = l.product_id
       cross join lateral (select s.id in (select jsonb_array_elements_text(:warehouses::jsonb)::bigint) as is_warehouse) w
       cross join lateral (select l.available - coalesce(p.quantity, 0) as free,
         case when w.is_warehouse then 0 else greatest(r.order_up_to, r.reorder_point + r.lead_units) end as keep) f
       where not s.is_archived and f.free - f.keep >= 1
     ) g
     where nth <= ${mostGivers}
     order by "productId", nth`,
    values,
    GiverRow,
  );
}

const PaidRow = z.object({ productId: z.string(), unitCost: z.coerce.number() });

/**
 * What was last paid for a unit of these products in a store, where it is known.
 * @param values.products JSON array of ids
 */
export async function readLastPaid(
  db: Db,
  values: { storeId: string; products: string },
): Promise<z.infer<typeof PaidRow>[]> {
  return db.query(
    `select d.product_id::text as "productId", m.unit_cost::text as "unitCost"
     from product_demand d
     cross join lateral (
       select m.unit_cost from stock_movement m
       where m.store_id = d.store_id and m.product_id = d.product_id and m.type = 'receipt' and m.unit_cost is not null
         and m.occurred_at >= d.last_received_on - interval '2 days'
       order by m.occurred_at desc, m.id desc limit 1
     ) m
     where d.store_id = (select :storeId::bigint)
       and d.product_id in (select jsonb_array_elements_text(:products::jsonb)::bigint)`,
    values,
    PaidRow,
  );
}

const AboutRow = z.object({
  currency: z.string(),
  timeZone: z.string(),
  minorUnits: z.coerce.number(),
  today: z.string(),
  demandTo: z.string().nullable(),
  budgetMinor: z.coerce.number().nullable(),
  spentMinor: z.coerce.number(),
  meanCost: z.number().nullable(),
});
export type AboutStore = z.infer<typeof AboutRow>;

/**
 * The store of a run: its money, its budget of the month and how much of it is gone, up to when its sales are known, and
 * what a unit that it sells costs on the mean.
 */
export async function readAbout(db: Db, values: { storeId: string; at: string }): Promise<AboutStore | undefined> {
  const [row] = await db.query(
    `select s.currency, s.time_zone as "timeZone", s.minor_units::text as "minorUnits", b.today::text,
       (select a.demand_to::text from store_availability a where a.store_id = s.id) as "demandTo",
       (select m.amount_minor::text from reorder_budget m where m.store_id = s.id and m.month = month_of(b.today))
         as "budgetMinor",
       ordered_in_month(s.id, month_of(b.today))::text as "spentMinor",
       (select (sum(d.daily_units * l.avg_cost) / nullif(sum(d.daily_units), 0))::float8 from product_demand d
         join stock_level l using (store_id, product_id)
         where d.store_id = s.id and d.daily_units > 0 and l.avg_cost > 0) as "meanCost"
     from store s
     cross join lateral (select business_day(:at::timestamptz, s.time_zone, s.day_cutoff) as today) b
     where s.id = :storeId::bigint`,
    values,
    AboutRow,
  );
  return row;
}
