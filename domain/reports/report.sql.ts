import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal } from '#domain/sql.ts';
import { Report, type ReportPart } from './report.ts';

const part = Report.shape.parts.element.shape;
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Stores as a PostgreSQL array of ids, `{1,2}`; business days, both ends included. */
type Asked = { stores: string; from: string; to: string };
const stores = 'any((select :stores::text::bigint[])::bigint[])';

const StoreRow = z.object({
  storeId: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  /** In which hour of its clock its business day begins. */
  beginsAt: z.int(),
});
export type StoreRow = z.infer<typeof StoreRow>;

/** The stores of a report: one, or all that are not archived; those of the currency of most stores first. */
export async function readReportStores(db: Db, storeId: Report['storeId']): Promise<StoreRow[]> {
  return db.query(
    `select s.id::text as "storeId", s.name, s.currency, s.time_zone as "timeZone",
       extract(hour from s.day_cutoff)::integer as "beginsAt"
     from store s
     where case when :storeId::bigint is null then not s.is_archived else s.id = :storeId::bigint end
     order by count(*) over (partition by s.currency) desc, s.currency, lower(s.code)`,
    { storeId },
    StoreRow,
  );
}

/** How many days before the period say what is usual, and how many of them must have sold something. */
const usual = { days: 56, known: 14 };

const OutOfLineRow = z.object({ told: json.pipe(part.outOfLine.element) });

/**
 * Stores whose returns or discounts, as a share of what was sold, are more than two standard deviations and more than one
 * percentage point above those of the 56 days before; with the three products that most of it is of. At most 10, by money.
 */
export async function readOutOfLine(db: Db, asked: Asked): Promise<ReportPart['outOfLine']> {
  const rows = await db.query(
    `with day as materialized (
       select d.store_id, d.business_date as date, t.what, t.minor::numeric, t.base::numeric
       from store_day d
       cross join lateral (values
         ('returns', d.returned_net_minor, d.net_minor + d.returned_net_minor),
         ('discounts', d.discount_minor, d.net_minor + d.returned_net_minor + d.discount_minor)) t (what, minor, base)
       where d.store_id = ${stores}
         and d.business_date between (select :from::date - ${usual.days}) and (select :to::date) and t.base > 0
     ), usual as (
       select store_id, what, sum(minor) / sum(base) as rate, stddev_samp(minor / base) as deviation
       from day where date < :from::date
       group by 1, 2 having count(*) >= ${usual.known}
     ), now as (
       select store_id, what, sum(minor) as minor, sum(minor) / sum(base) as rate, count(*) as days
       from day where date >= :from::date group by 1, 2
     ), odd as materialized (
       select n.*, u.rate as usual_rate
       from now n join usual u using (store_id, what)
       where n.rate > u.rate + greatest(2 * u.deviation / sqrt(n.days), 0.01)
       order by n.minor desc, n.store_id, n.what limit 10
     ), moved as materialized (
       select f.store_id, f.product_id, sum(f.returned_net_minor) as returned, sum(f.discount_minor) as discount
       from store_product_between(array(select store_id from odd), :from::date, :to::date) f
       group by 1, 2
     )
     select json_build_object('what', o.what, 'storeId', s.id::text, 'storeName', s.name, 'minor', o.minor,
       'rate', round(o.rate, 6), 'usualRate', round(o.usual_rate, 6), 'products', (
         select coalesce(json_agg(json_build_object('productId', p.id::text, 'sku', p.sku, 'name', p.name, 'minor', x.minor)
           order by x.minor desc), '[]')
         from (
           select t.product_id, m.minor from moved t
           cross join lateral (select case o.what when 'returns' then t.returned else t.discount end as minor) m
           where t.store_id = o.store_id and m.minor > 0
           order by m.minor desc, t.product_id limit 3
         ) x join product p on p.id = x.product_id))::text as told
     from odd o join store s on s.id = o.store_id
     order by o.minor desc, o.store_id, o.what`,
    asked,
    OutOfLineRow,
  );
  return rows.map(({ told }) => told);
}

const StockOutRow = part.stockOuts.shape.products.element;

/**
 * The products that missed most sales for want of stock, at most ten: by the estimate that the dashboard adds up.
 * @param asked.now ISO instant up to which today goes
 */
export async function readStockOuts(
  db: Db,
  asked: Asked & { now: string },
): Promise<ReportPart['stockOuts']['products']> {
  return db.query(
    `select p.id::text as "productId", p.sku, p.name, s.name as "storeName", round(m.net_minor)::bigint as "missedMinor",
       exists (select from stock_out o where o.store_id = m.store_id and o.product_id = m.product_id
         and o.ended_at is null and o.began_at <= :now::timestamptz) as "isOut"
     from missed_between(:stores::text::bigint[], :from::date, :to::date, :now::timestamptz) m
     join store s on s.id = m.store_id
     join product p on p.id = m.product_id
     where m.net_minor >= 0.5
     order by m.net_minor desc, m.store_id, m.product_id
     limit 10`,
    asked,
    StockOutRow,
  );
}

const AlertsRow = z.object({
  count: z.int(),
  moneyMinor: z.coerce.number(),
  items: json.pipe(part.alerts.shape.items),
});

/** Alerts that nobody has answered: how many, what they cost a day, and the eight that cost most. @param asked.now ISO */
export async function readOpenAlerts(db: Db, asked: { stores: string; now: string }): Promise<ReportPart['alerts']> {
  const [row] = await db.query(
    `with open as materialized (
       select e.* from alert_episode e
       where e.store_id = ${stores} and e.resolved_at is null
         and alert_state(e.resolved_at, e.snoozed_until, e.awaits_arrival, e.acknowledged_at, :now::timestamptz) = 'open'
     )
     select count(*)::integer as count, coalesce(sum(o.money_minor), 0)::text as "moneyMinor", (
       select coalesce(json_agg(json_build_object('kind', t.kind, 'storeName', s.name, 'sku', p.sku, 'name', p.name,
           'reference', nullif(t.reference, ''), 'moneyMinor', t.money_minor)
         order by t.money_minor desc, alert_rank(t.kind), t.id), '[]')
       from (select * from open order by money_minor desc, alert_rank(kind), id limit 8) t
       join store s on s.id = t.store_id
       left join product p on p.id = t.product_id)::text as items
     from open o`,
    asked,
    AlertsRow,
  );
  return row ?? { count: 0, moneyMinor: 0, items: [] };
}

const OrdersRow = z.object({
  place: z.enum(['coming', 'waiting']),
  count: z.int(),
  totalMinor: z.coerce.number(),
  order: json.pipe(part.deliveries.shape.items.element),
});

/**
 * Orders that suppliers are to deliver on a day, and drafts that wait for somebody to approve them; of each the eight
 * that are worth most. Units and amounts of a delivery are of what has not come yet.
 * @param asked.tomorrow business day
 */
export async function readOrders(
  db: Db,
  asked: { stores: string; tomorrow: string },
): Promise<Pick<ReportPart, 'deliveries' | 'approvals'>> {
  const rows = await db.query(
    `with told as (
       select o.*, case o.status when 'draft' then 'waiting' else 'coming' end as place
       from purchase_order o
       where o.store_id = ${stores}
         and (o.status = 'draft' or (o.status in ('approved', 'sent', 'partly_received') and o.expected_on = :tomorrow::date))
     ), summed as (
       select t.place, t.id, t.number, t.supplier_id, t.store_id, count(*) filter (where n.left > 0)::integer as lines,
         sum(n.left) as units, coalesce(sum(round(n.left * l.unit_cost * minor_units(t.currency))), 0)::bigint as total_minor
       from told t
       join purchase_order_line l on l.order_id = t.id
       cross join lateral (
         select greatest(0, l.ordered - l.cancelled - coalesce((select sum(r.accepted) from receipt_line r
           where r.order_id = l.order_id and r.product_id = l.product_id), 0)) as left) n
       group by 1, 2, 3, 4, 5
     ), ranked as (
       select s.*, row_number() over (partition by s.place order by s.total_minor desc, s.id) as nth,
         count(*) over (partition by s.place)::integer as count, sum(s.total_minor) over (partition by s.place) as sum_minor
       from summed s
     )
     select r.place, r.count, r.sum_minor::text as "totalMinor", json_build_object('orderId', r.id::text, 'number', r.number,
       'supplierName', u.name, 'storeName', s.name, 'lines', r.lines, 'units', ${decimal('r.units')},
       'totalMinor', r.total_minor)::text as "order"
     from ranked r join supplier u on u.id = r.supplier_id join store s on s.id = r.store_id
     where r.nth <= 8
     order by r.place, r.nth`,
    asked,
    OrdersRow,
  );
  const of = (place: 'coming' | 'waiting') => {
    const some = rows.filter((row) => row.place === place);
    return {
      count: some[0]?.count ?? 0,
      totalMinor: some[0]?.totalMinor ?? 0,
      items: some.map(({ order }) => order),
    };
  };
  return { deliveries: of('coming'), approvals: of('waiting') };
}
