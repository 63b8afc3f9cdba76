import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import type { ExportKind } from './export-data.ts';

/**
 * Notes which business days have changed since somebody last looked. A late movement changes the stock at the close of
 * its day and of every later one; of those the last `days` are noted. A first look notes all days with sales.
 * Done twice, it notes the same days again.
 * @returns how many days were noted
 */
export async function noteChangedDays(db: Db, days: number): Promise<number> {
  const [noted] = await db.query(
    `with mark as materialized (
       select coalesce(max(from_sale), 0) as from_sale, coalesce(max(seen_sale), 0) as seen_sale,
         coalesce(max(from_movement), 0) as from_movement, coalesce(max(seen_movement), 0) as seen_movement
       from export_mark
     ), closed as (
       -- The last day that is over in every store.
       select min((now() at time zone time_zone - day_cutoff)::date) - 1 as day from store
     ), stock as (
       select min(business_date) as first from stock_movement where id > (select from_movement from mark)
     ), noted as (
       insert into export_day as e (kind, business_date, changed_at)
       select 'sales', business_date, now() from sale where id > (select from_sale from mark) group by 2
       union all
       select 'inventory', d.day::date, now()
       from stock, closed, generate_series(greatest(stock.first, closed.day - :days::integer + 1), closed.day, '1 day') d(day)
       where stock.first is not null
       union all
       -- A day on which nothing moved has its stock too.
       select 'inventory', closed.day, now() from closed
       where closed.day is not null and exists (select from stock_level)
         and not exists (select from stock where first <= closed.day)
         and not exists (select from export_day x where x.kind = 'inventory' and x.business_date = closed.day)
       on conflict (kind, business_date) do update set changed_at = excluded.changed_at
       returning 1
     ), moved as (
       insert into export_mark as m (from_sale, seen_sale, from_movement, seen_movement)
       select seen_sale, (select coalesce(max(id), 0) from sale), seen_movement, (select coalesce(max(id), 0) from stock_movement)
       from mark
       on conflict (only_one) do update set from_sale = excluded.from_sale, seen_sale = excluded.seen_sale,
         from_movement = excluded.from_movement, seen_movement = excluded.seen_movement
     )
     select count(*)::integer as days from noted`,
    { days },
    z.object({ days: z.int() }),
  );
  return noted?.days ?? 0;
}

const DueDay = z.object({ kind: z.enum(['sales', 'inventory']), day: z.string(), changedAt: z.string() });
export type DueDay = z.output<typeof DueDay>;

/** Days that are over in every store and were not written since they changed; the newest first, at most 1,000. */
export async function listDueDays(db: Db): Promise<DueDay[]> {
  return db.query(
    `select kind, business_date::text as day, ${iso('changed_at', 'US')} as "changedAt" from export_day
     where (written_at is null or written_at < changed_at)
       and business_date < (select min((now() at time zone time_zone - day_cutoff)::date) from store)
     order by business_date desc, kind limit 1000`,
    {},
    DueDay,
  );
}

/** Marks a day as written, unless it has changed again meanwhile. */
export async function markWritten(db: Db, { kind, day, changedAt }: DueDay): Promise<void> {
  await db.query(
    `update export_day set written_at = now()
     where kind = :kind and business_date = :day::date and changed_at = :changedAt::timestamptz`,
    { kind, day, changedAt },
    z.unknown(),
  );
}

const CsvPage = z.object({ text: z.string(), rows: z.int(), last: z.string() });
export type CsvPage = z.output<typeof CsvPage>;

const csv = (column: string): string =>
  `case when ${column} ~ E'[",\\r\\n]' then '"' || replace(${column}, '"', '""') || '"' else coalesce(${column}, '') end`;

/**
 * SQL of a page of lines of CSV that begins behind `:after`; one row for each 150 lines, which is less than the 64 KB
 * that a row may have.
 * @param select gives `place` (sorts, as text of two numbers) and `line`
 */
const packed = (select: string): string =>
  `with page as (${select}), numbered as (select *, row_number() over (order by a, b) - 1 as nth from page)
   select string_agg(line, E'\\n' order by nth) as text, count(*)::integer as rows,
     (array_agg(a || ',' || b order by nth desc))[1] as last
   from numbered group by nth / 150 order by nth / 150`;

/** The columns of each export, in their order. */
export const exportColumns: Record<ExportKind, string> = {
  sales:
    'store,currency,sale_id,source,external_id,line,occurred_at,sku,product,category,quantity,unit_price,net_minor,tax_minor,discount_minor',
  inventory: 'store,currency,sku,product,category,on_hand,value_minor',
};

const lines: Record<ExportKind, string> = {
  sales: `
    select s.id as a, l.id as b, concat_ws(',', ${csv('o.code')}, o.currency, s.id, ${csv('s.source')}, ${csv('s.external_id')}, l.id,
      ${iso('s.occurred_at')}, ${csv('p.sku')}, ${csv('p.name')}, ${csv("coalesce(p.category, '')")}, ${decimal('l.quantity')},
      ${decimal('l.unit_price')}, l.net_minor, l.tax_minor, l.discount_minor) as line
    from sale s
    join sale_line l on l.sale_id = s.id
    join store o on o.id = s.store_id
    join product p on p.id = l.product_id
    where s.business_date = :day::date and (s.id, l.id) > (:a::bigint, :b::bigint)
    order by s.id, l.id limit 3000`,
  // Backwards from the level: what came after the day is taken off. A business day begins 14 hours before its date in UTC
  // at the earliest, so what occurred before the day itself is none of that.
  inventory: `
    select v.store_id as a, v.product_id as b, concat_ws(',', ${csv('o.code')}, o.currency, ${csv('p.sku')}, ${csv('p.name')},
      ${csv("coalesce(p.category, '')")}, ${decimal('v.on_hand - coalesce(m.quantity, 0)')},
      v.value_minor - coalesce(m.value_minor, 0)) as line
    from stock_level v
    join store o on o.id = v.store_id
    join product p on p.id = v.product_id
    cross join lateral (
      select sum(m.quantity) as quantity, sum(m.value_minor)::bigint as value_minor from stock_movement m
      where m.store_id = v.store_id and m.product_id = v.product_id
        and m.occurred_at >= (:day::date)::timestamp at time zone 'UTC' and m.business_date > :day::date) m
    where (v.store_id, v.product_id) > (:a::bigint, :b::bigint)
    order by v.store_id, v.product_id limit 3000`,
};

/**
 * The next lines of a day's export, without an end.
 * @param after the place of the last line that was read, two numbers; `0,0` for the first
 * @returns nothing when there are no more
 */
export async function readLines(
  db: Db,
  kind: ExportKind,
  { day, after }: { day: string; after: string },
): Promise<CsvPage[]> {
  const [a = '0', b = '0'] = after.split(',');
  return db.query(packed(lines[kind]), { day, a, b }, CsvPage);
}
