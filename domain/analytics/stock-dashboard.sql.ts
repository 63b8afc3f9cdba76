import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso, decimal } from '#domain/sql.ts';
import { ageFrom, coverFrom } from '#domain/stock/classes.ts';
import { StockDashboard } from './stock-dashboard.ts';

/** Which stores: as a PostgreSQL array, `{1,2}`. */
type Of = { stores: string };
// Read once, not for each row: an array that comes as text is no constant to PostgreSQL.
const stores = '(select :stores::text::bigint[])::bigint[]';
const whole = z.coerce.number().int();
const json = z.string().transform((text): unknown => JSON.parse(text));
const shape = StockDashboard.shape;

const LevelsRow = z.object({
  tracked: whole,
  low: whole,
  lowAndGone: whole,
  out: whole,
  negative: whole,
  /** Of those that are tracked, with something available. */
  available: whole,
  availableMinor: whole,
  /** Of those that are tracked, with nothing available. */
  goneMinor: whole,
  valueMinor: whole,
  retailMinor: whole,
});

/** How many levels there are and what they are worth. Archived products count in the value alone, as the ledger has it. */
export async function readLevels(db: Db, values: Of): Promise<z.infer<typeof LevelsRow>> {
  const rows = await db.query(
    `select count(*) filter (where p.status <> 'archived')::text as tracked,
       count(*) filter (where p.status <> 'archived' and is_low(l.available, reorder_point_for(r.reorder_point, p.reorder_point)))::text as low,
       count(*) filter (where p.status <> 'archived' and l.on_hand <= 0
         and is_low(l.available, reorder_point_for(r.reorder_point, p.reorder_point)))::text as "lowAndGone",
       count(*) filter (where p.status <> 'archived' and l.on_hand = 0)::text as out,
       count(*) filter (where p.status <> 'archived' and l.on_hand < 0)::text as negative,
       count(*) filter (where p.status <> 'archived' and l.available > 0)::text as available,
       coalesce(sum(l.value_minor) filter (where p.status <> 'archived' and l.available > 0), 0)::text as "availableMinor",
       coalesce(sum(l.value_minor) filter (where p.status <> 'archived' and l.available <= 0), 0)::text as "goneMinor",
       coalesce(sum(l.value_minor), 0)::text as "valueMinor",
       coalesce(sum(case when l.on_hand > 0 then round(l.on_hand * p.price_minor) end), 0)::text as "retailMinor"
     from stock_level l
     join (
       -- Of one currency, so of one minor unit. An offset keeps this from being worked out for each level.
       select id, status, reorder_point,
         trim_scale(price * (select max(s.minor_units) from store s where s.id = any(${stores}))) as price_minor
       from product where is_stocked offset 0
     ) p on p.id = l.product_id
     left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id
     where l.store_id = any(${stores})`,
    values,
    LevelsRow,
  );
  return LevelsRow.parse(rows[0]);
}

const CoverRow = z.object({ nth: z.int(), positions: whole, valueMinor: whole });

/** How long what is available lasts, of what sells: `nth` 1 for the first of `coverFrom`. */
export async function readCover(db: Db, values: Of): Promise<z.infer<typeof CoverRow>[]> {
  return db.query(
    `select width_bucket(cover_days(l.available, d.daily_units), array[${coverFrom.join()}]::float8[]) as nth,
       count(*)::text as positions, sum(l.value_minor)::text as "valueMinor"
     from product_demand d
     join stock_level l on l.store_id = d.store_id and l.product_id = d.product_id
     where d.daily_units > 0 and d.store_id = any(${stores}) and l.store_id = any(${stores}) and l.available > 0
     group by 1`,
    values,
    CoverRow,
  );
}

const ClassRow = z.object({
  abc: shape.classes.element.shape.abc,
  xyz: shape.classes.element.shape.xyz,
  products: whole,
  marginMinor: whole,
  valueMinor: whole,
});

/**
 * Products by class, with what is on hand of them in the stores.
 * @param values.classStore whose classes: a store, or 0 for those of all stores of the currency
 */
export async function readClasses(
  db: Db,
  values: Of & { classStore: string; currency: string },
): Promise<z.infer<typeof ClassRow>[]> {
  return db.query(
    `select d.abc, d.xyz, count(*)::text as products, sum(d.margin_minor)::text as "marginMinor",
       sum(l.value)::text as "valueMinor"
     from product_demand d
     join (select product_id, sum(value_minor) as value from stock_level where store_id = any(${stores}) group by 1) l
       using (product_id)
     where d.store_id = :classStore::bigint and d.currency = :currency
     group by 1, 2
     order by 1, 2`,
    values,
    ClassRow,
  );
}

const AgesRow = z.object({
  demandTo: z.string().nullable(),
  ages: json.pipe(z.array(z.object({ valueMinor: z.int(), units: z.string() }))),
  dead: json.pipe(shape.dead),
});

/**
 * What was on hand at the close of the last finished day, by age, and what of it nobody wants.
 * @param values.ofAll the currency, where these are all stores that trade in it: what is added up for all of them then
 *   serves; else null
 */
export async function readAges(
  db: Db,
  { ofAll, ...values }: Of & { ofAll: string | null },
): Promise<z.infer<typeof AgesRow> | undefined> {
  const ages = ageFrom.map(
    (_, index) => `json_build_object('valueMinor', coalesce(sum(d.age_minor[${index + 1}]), 0),
         'units', ${decimal(`coalesce(sum(d.age_units[${index + 1}]), 0)`)})`,
  );
  const [row] = await db.query(
    `select (select min(a.demand_to)::text from store_availability a where a.store_id = any(${stores})) as "demandTo",
       (select json_build_array(${ages.join(', ')})::text from product_demand d
         where ${ofAll === null ? `d.store_id = any(${stores})` : 'd.store_id = 0 and d.currency = :ofAll'}) as ages,
       (select json_build_object('positions', count(*), 'valueMinor', coalesce(sum(${valueOf}), 0))::text
         from product_demand d where d.store_id = any(${stores}) and ${deadRow}) as dead`,
    ofAll === null ? values : { ...values, ofAll },
    AgesRow,
  );
  return row;
}

const deadRow = 'is_dead(d.as_of, d.last_sold_on, d.first_day, d.age_units)';
const valueOf = ageFrom.map((_, index) => `d.age_minor[${index + 1}]`).join(' + ');

const OpenRow = shape.stockOuts.shape.open.element;

/** What is out of stock now: at most ten, those that sell best first. */
export async function readOpenStockOuts(db: Db, values: Of & { now: string }): Promise<z.infer<typeof OpenRow>[]> {
  return db.query(
    `select s.id::text as "storeId", s.name as "storeName", p.id::text as "productId", p.sku, p.name,
       ${iso('o.began_at')} as since, ${decimal('round(d.daily_units, 3)')} as "dailyUnits"
     from stock_out o
     join stock_range r on r.store_id = o.store_id and r.product_id = o.product_id and r.until_day is null
     left join product_demand d on d.store_id = o.store_id and d.product_id = o.product_id
     join store s on s.id = o.store_id
     join product p on p.id = o.product_id
     where o.store_id = any(${stores}) and o.ended_at is null and o.began_at <= :now::timestamptz
     order by d.daily_units desc nulls last, o.began_at, o.store_id, o.product_id
     limit 10`,
    values,
    OpenRow,
  );
}

const ChangingRow = z.object({ isChanging: z.boolean() });

/**
 * Whether demand, classes and ages of the stores are to be worked out anew: a day that they were worked out from has
 * changed since, or there is a later one. Of changes that are not folded yet nothing is known here.
 */
export async function isDemandChanging(db: Db, values: Of & { currency: string }): Promise<boolean> {
  const [row] = await db.query(
    `select exists (
       select from store_availability a where a.store_id = any(${stores})
         and (a.is_restated or a.demand_to is null or a.demand_to < a.told_to)
     ) or exists (
       select from store_availability a join fact_dirty d on d.store_id = a.store_id and d.from_day <= a.demand_to
       where a.store_id = any(${stores})
     ) or (
       exists (select from store_availability a where a.store_id = any(${stores}))
       and not exists (select from currency_demand c where c.currency = :currency)
     ) as "isChanging"`,
    values,
    ChangingRow,
  );
  return row?.isChanging ?? false;
}

const UnsaidRow = z.object({ stores: whole });

/** How many of the stores have told no opening hours. */
export async function countUnsaid(db: Db, values: Of): Promise<number> {
  const [row] = await db.query(
    `select count(*)::text as stores from store s where s.id = any(${stores}) and s.hours is null`,
    values,
    UnsaidRow,
  );
  return row?.stores ?? 0;
}
