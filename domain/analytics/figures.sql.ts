import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import {
  asksBaskets,
  asksProducts,
  factsOf,
  type GroupsAsked,
  joinThing,
  keyOf,
  labels,
  things,
  told,
  unitsChanged,
  usesCurrency,
  valueDelta,
} from './groups.ts';
import { SalesAndStock } from './kpi.ts';

/** Which products are shown, and in which order. */
export type ProductsAsked = {
  sort: ProductSort;
  dir: 'asc' | 'desc';
  /** ISO instant up to which today goes. */
  now: string;
  /** Where the page before ended: its last value and id. */
  afterValue: string | null;
  afterId: string | null;
  limit: number;
  /** JSON array of ids: these alone; null: whatever comes next. */
  only: string | null;
};

const margin = '("netMinor" - "cogsMinor" + "returnedCostMinor")';
const loss = '("shrunkMinor" + "countedLossMinor")';
const base = '(closing - changed + received + transferred + "firstFound")';
const share = (part: string, of: string) => `case when ${of} > 0 then round((${part})::numeric / ${of}, 9) end`;

/** By what pages of products can be sorted: the formulas once more, since it is the database that picks the page. */
const sorts = {
  netSales: '"netMinor"',
  units: 'sold - returned',
  grossMargin: margin,
  grossMarginRate: share(margin, '"netMinor"'),
  sellThrough: `case when sold - returned <= ${base} then ${share('sold - returned', base)} end`,
  stockValue: '"closingMinor"',
  stockRetail: '"retailMinor"',
  cover: share('greatest(available, 0)', '"dailyUnits"'),
  stockTurn: share('"cogsMinor" - "returnedCostMinor"', '"meanMinor"'),
  gmroi: share(margin, '"meanMinor"'),
  shrinkage: loss,
  shrinkageRate: share(loss, '"netMinor"'),
  returnRate: share('returned', 'sold'),
  inventoryAccuracy: share('"countLinesRight"', '"countLines"'),
  stockOutRate: share('coalesce(a.out, 0)', 'a.ranged'),
  stockOutHours: 'coalesce(a.out, 0)',
  missedSales: 'case when a.gone is null then 0 else round(a.missed) end',
} as const;
const needsAvailability = new Set(['stockOutRate', 'stockOutHours', 'missedSales']);
export type ProductSort = keyof typeof sorts | 'label';
export const isProductSort = (sort: string): sort is ProductSort => sort === 'label' || sort in sorts;

const json = z.string().transform((text): unknown => JSON.parse(text));
const GroupRow = z.object({
  part: z.enum(['group', 'total']),
  key: z.string(),
  label: z.string(),
  sku: z.string().nullable(),
  sortKey: z.string().nullable(),
  sums: json.pipe(SalesAndStock),
});
export type GroupRow = z.infer<typeof GroupRow>;

/**
 * Sums of every group (of products: of a page of them, and one more), and of all together as `total`. Stock at the close
 * of the last day is all that ever changed it where sums of categories serve, else derived backwards from what is there
 * now; the mean of every day's close comes from the moments of what changed it.
 */
export async function readGroupSums(db: Db, asked: GroupsAsked, page?: ProductsAsked): Promise<GroupRow[]> {
  const { stores, currency, from, to, days, isNow, horizon, category, supplier, product, pattern } = asked;
  const values = { stores, from, to, days, isNow, category, supplier, product, pattern };
  const horizons = asksProducts(asked) ? { horizon } : {};
  return db.query(
    `${groupSums(asked)}
     ${page === undefined ? everyGroup(asked) : pageOfProducts(asked, page)}
     union all
     select 'total', '', '', null, null, (select to_json(t)::text from (select ${totals} from groups) t)`,
    {
      ...values,
      ...horizons,
      ...(usesCurrency(asked) ? { currency } : {}),
      ...(page === undefined ? {} : placeOf(page)),
    },
    GroupRow,
  );
}

const placeOf = ({ sort, now, afterValue, afterId, limit, only }: ProductsAsked) => ({
  afterValue,
  afterId,
  limit,
  only,
  ...(needsAvailability.has(sort) ? { now } : {}),
});

function groupSums(asked: GroupsAsked): string {
  const coarse = !asksProducts(asked);
  const of = (row: string, isCoarse = false) =>
    keyOf(asked, row, isCoarse ? `${row}.category` : "coalesce(t.category, '')");
  const facts = (from: string, to: string) =>
    `from ${factsOf(asked, from, to)} f ${
      coarse ? 'where :category::text is null or f.category = :category' : joinThing(asked, 'f')
    }`;
  return `with ${things(asked)}, moved as materialized (
       select ${of('f', coarse)} as key, sum(f.net_minor) as net, sum(f.sold) as sold, sum(f.returned) as returned,
         sum(f.cogs_minor) as cogs, sum(f.returned_cost_minor) as returned_cost, sum(f.received) as received,
         sum(f.transferred) as transferred, sum(f.shrunk_minor) as shrunk, sum(f.counted_minor) as counted,
         sum(f.counted_loss_minor) as counted_loss, ${unitsChanged} as changed, sum(${valueDelta}) as changed_minor,
         sum(f.value_moment) as moment
       ${facts(':from::date', ':to::date')}
       group by 1
     ), level as materialized (${levels(of('l'), !coarse)}
     ), ${coarse ? heldByFacts(of('f', true)) : heldByLevels(of('f'), facts)}
     ), wanted as materialized (
       -- What does not sell is not in the index that is read here, and adds nothing.
       select ${of('d')} as key, sum(d.daily_units) as units
       from product_demand d ${joinThing(asked, 'd')}
       where :isNow::boolean and d.daily_units > 0 and d.store_id = any((select :stores::text::bigint[])::bigint[])
       group by 1
     ), counted as materialized (${counts(of('c'))}
     ), uncosted as materialized (${uncosted(of('u'))}
     )${baskets(asked)}, demand as materialized (
       select :isNow::boolean and exists (
         select from product_demand d ${joinThing(asked, 'd')}
         where d.store_id = any((select :stores::text::bigint[])::bigint[])) as is_known
     ), groups as materialized (
       select k.key, coalesce(m.net, 0) as "netMinor", coalesce(m.sold, 0) as sold, coalesce(m.returned, 0) as returned,
         coalesce(m.cogs, 0) as "cogsMinor", coalesce(m.returned_cost, 0) as "returnedCostMinor",
         coalesce(u.products, 0) as uncosted, coalesce(m.received, 0) as received,
         coalesce(m.transferred, 0) as transferred, coalesce(m.changed, 0) as changed,
         coalesce(c.first_found, 0) as "firstFound",
         coalesce(m.shrunk, 0) as "shrunkMinor", coalesce(m.counted, 0) as "countedMinor",
         coalesce(m.counted_loss, 0) as "countedLossMinor", coalesce(c.lines, 0) as "countLines",
         coalesce(c.right_lines, 0) as "countLinesRight", coalesce(h.units, 0) as closing,
         coalesce(h.minor, 0) as "closingMinor",
         coalesce(h.minor, 0) - round((coalesce(m.moment, 0)
           - (:from::date - date '2000-01-01') * coalesce(m.changed_minor, 0)) / :days::numeric, 6) as "meanMinor",
         ${asksBaskets(asked) ? 'coalesce(b.transactions, 0)' : 'null::bigint'} as transactions,
         case when :isNow::boolean then coalesce(l.retail, 0) end as "retailMinor",
         case when :isNow::boolean then coalesce(l.available, 0) end as available,
         case when (select is_known from demand) then coalesce(w.units, 0) end as "dailyUnits"
       from (select key from moved union select key from held) k
       left join moved m using (key)
       left join held h using (key)
       left join level l using (key)
       left join wanted w using (key)
       left join counted c using (key)
       left join uncosted u using (key)
       ${asksBaskets(asked) ? 'left join basket b using (key)' : ''}
     )`;
}

const baskets = (asked: GroupsAsked) =>
  asksBaskets(asked)
    ? `, basket as materialized (
       select ${keyOf(asked, 'h', '')} as key, sum(h.transactions) as transactions
       from store_hour h
       where h.store_id = any((select :stores::text::bigint[])::bigint[])
         and h.business_date between (select :from::date) and (select :to::date)
       group by 1
     )`
    : '';

/** What is there now, and what it would sell for: of the past nobody asks, unless its stock is derived from it. */
const levels = (key: string, isAlways: boolean) => `
       select ${key} as key, sum(l.on_hand) as units, sum(l.value_minor) as minor, sum(l.available) as available,
         sum(case when l.on_hand > 0 then round(l.on_hand * t.price_minor) end) as retail
       from stock_level l
       join (
         -- Of one currency, so of one minor unit.
         select t.id, t.category, t.supplier_id,
           trim_scale(t.price * (select max(s.minor_units) from store s where s.id = any(:stores::text::bigint[]))) as price_minor
         from thing t
       ) t on t.id = l.product_id
       where ${isAlways ? '' : ':isNow::boolean and '}l.store_id = any((select :stores::text::bigint[])::bigint[])
       group by 1`;

/** Stock at the close of the last day by all that ever happened, where that is a few rows for each category. */
const heldByFacts = (key: string) => `held as materialized (
       select ${key} as key, ${unitsChanged} as units, sum(${valueDelta}) as minor
       from store_category_between(:stores::text::bigint[], date '1900-01-01', :to::date) f
       where :category::text is null or f.category = :category
       group by 1`;

/** Stock at the close of the last day derived backwards from the levels, where single products are asked for. */
const heldByLevels = (key: string, facts: (from: string, to: string) => string) => `held as materialized (
       select k.key, sum(k.units) as units, sum(k.minor) as minor
       from (
         select key, units, minor from level
         union all
         select ${key}, -(${unitsChanged}), -sum(${valueDelta})
         ${facts(':to::date + 1', ':horizon::date')}
         group by 1
       ) k
       group by 1`;

/** Counts, each with the corrections that later news of earlier movements made to it. */
const counts = (key: string) => `
       select ${key} as key, count(*) filter (where c.is_test) as lines, count(*) filter (where c.variance = 0) as right_lines,
         sum(c.variance) filter (where c.variance > 0 and not exists (
           select from stock_movement m
           where m.store_id = c.store_id and m.product_id = c.product_id and m.type = 'count' and m.occurred_at < c.at
         )) as first_found
       from (
         select c.*, c.variance = 0 or c.variance <> c.counted or exists (
           select from stock_movement m
           where m.store_id = c.store_id and m.product_id = c.product_id and m.occurred_at < c.at
         -- The first count of a product in a store, before which nothing was known of it, does not test the books.
         ) as is_test
         from (
           select m.store_id, m.product_id, min(m.occurred_at) as at, sum(m.quantity) as variance, max(m.counted) as counted
           from stock_movement m
           where m.type in ('count', 'count_correction') and m.store_id = any((select :stores::text::bigint[])::bigint[])
             and m.occurred_at >= :from::date - interval '2 days' and m.occurred_at < :to::date + interval '3 days'
             and m.business_date between (select :from::date) and (select :to::date)
           group by m.store_id, m.product_id, coalesce(m.corrects_id, m.id)
         ) c
       ) c
       join thing t on t.id = c.product_id
       group by 1`;

/** Products that sold at no cost, of those of which none was known at some time: what is free has a cost of 0. */
const uncosted = (key: string) => `
       select ${key} as key, count(distinct u.product_id) as products
       from thing t
       cross join lateral (
         select f.store_id, f.product_id from store_product_day f
         where f.product_id = t.id and f.store_id = any((select :stores::text::bigint[])::bigint[])
           and f.business_date between (select :from::date) and (select :to::date)
         group by f.store_id, f.product_id
         having sum(f.sold) > 0 and sum(f.cogs_minor) = 0
       ) u
       where t.is_stocked
         and (t.cost is null or exists (select from product_price h where h.product_id = t.id and h.cost is null))
       group by grouping sets ((${key}), ())`;

const names = Object.keys(SalesAndStock.shape);
const sums = `(select to_json(t)::text from (select ${names.map((name) => `p."${name}"`).join(', ')}) t)`;
const nullable = new Set(['transactions', 'retailMinor', 'available', 'dailyUnits']);
// A product without a cost in several stores is one product.
const totalOf = (name: string) =>
  name === 'uncosted'
    ? 'coalesce((select products from uncosted where key is null), 0)'
    : nullable.has(name)
      ? `sum("${name}")`
      : `coalesce(sum("${name}"), 0)`;
const totals = names.map((name) => `${totalOf(name)} as "${name}"`).join(', ');

function everyGroup(asked: GroupsAsked): string {
  const { join, label, sku } = labels[asked.by];
  return `select 'group' as part, ${told(asked, 'p.key')} as key, ${label} as label, ${sku}::text as sku, null as "sortKey", ${sums} as sums
     from groups p ${join}`;
}

/** SQL text: how long each product was out, and what was missed by it; as `readAvailability` of `stock-out.sql.ts`. */
const availability = (asked: GroupsAsked) => {
  const days = ':stores::text::bigint[], :from::date, :to::date';
  const nothing = 'null::numeric';
  return `left join (
           select o.product_id, sum(o.ranged) as ranged, sum(o.out) as out, sum(o.missed) as missed, sum(o.gone) as gone
           from (
             select r.product_id, r.ranged_minutes as ranged, ${nothing} as out, ${nothing} as missed, ${nothing} as gone
             from ranged_between(${days}, :now::timestamptz) r
             union all
             select f.product_id, null, f.out_minutes, null, null from ${factsOf(asked, ':from::date', ':to::date')} f
             union all
             select u.product_id, null, u.minutes, null, null from out_untold(${days}, :now::timestamptz) u
             union all
             select m.product_id, null, null, m.net_minor, 1 from missed_between(${days}, :now::timestamptz) m
           ) o
           group by o.product_id
         ) a on a.product_id = n.id`;
};

/** What has no value comes last, whichever way; of the same value, by id. */
function pageOfProducts(asked: GroupsAsked, { sort, dir }: ProductsAsked): string {
  const { join, label, sku } = labels.product;
  const isText = sort === 'label';
  const value = isText ? 'lower(n.sku)' : `coalesce((${sorts[sort]})::numeric, '${dir === 'asc' ? '' : '-'}Infinity')`;
  const type = isText ? 'text' : 'numeric';
  const beyond = dir === 'asc' ? '>' : '<';
  return `select * from (
       select 'group' as part, ${told(asked, 'p.key')} as key, ${label} as label, ${sku} as sku, p.value::text as "sortKey", ${sums} as sums
       from (
         select groups.*, ${value} as value
         from groups join product n on n.id = groups.key ${needsAvailability.has(sort) ? availability(asked) : ''}
       ) p ${join}
       where (:only::jsonb is null or p.key in (select jsonb_array_elements_text(:only::jsonb)::bigint))
         and (:afterValue::text is null or p.value ${beyond} :afterValue::${type}
           or (p.value = :afterValue::${type} and p.key > :afterId::bigint))
       order by p.value ${dir}, p.key
       limit :limit
     ) page`;
}

/**
 * Whether any of the stores has been open on the days asked for, up to now; true as well where that is not worked out yet.
 * @param now ISO instant
 */
export async function readHasOpened(
  db: Db,
  { stores, from, to }: Pick<GroupsAsked, 'stores' | 'from' | 'to'>,
  now: string,
): Promise<boolean> {
  const [row] = await db.query(
    `select coalesce(sum(o.open_minutes) > 0, true) as "hasOpened"
     from opened_between(:stores::text::bigint[], :from::date, :to::date, :now::timestamptz) o`,
    { stores, from, to, now },
    z.object({ hasOpened: z.boolean() }),
  );
  return row?.hasOpened ?? true;
}
