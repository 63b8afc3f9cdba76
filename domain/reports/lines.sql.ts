import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';

const LineRow = z.object({
  saleId: z.string(),
  lineId: z.string(),
  date: z.string(),
  soldAt: z.string(),
  localTime: z.string(),
  storeName: z.string(),
  saleNumber: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.string(),
  unitPrice: z.string(),
  currency: z.string(),
  netMinor: z.coerce.number().int(),
  taxMinor: z.coerce.number().int(),
  discountMinor: z.coerce.number().int(),
});
export type ReportLine = z.infer<typeof LineRow>;

/** SQL text: the days of a page. */
const days = 'greatest((select :from::date), :afterDate::date) and (select :to::date)';

/**
 * A page of what was sold, and returned (with a negative quantity), on some business days: by day, sale and line. As the
 * figures do, it goes by the day of each line, which may be another than that of its sale.
 * @param values.stores as a PostgreSQL array of ids, `{1,2}`
 * @param values.after where the page before ended; each null for the first
 * @param values.limit rows; 2,000 stay below the Data API's megabyte
 */
export async function listReportLines(
  db: Db,
  values: {
    stores: string;
    from: string;
    to: string;
    afterDate: string | null;
    afterSale: string | null;
    afterLine: string | null;
    limit: number;
  },
): Promise<ReportLine[]> {
  return db.query(
    `with page as (
       select * from (
         select a.business_date as day, a.occurred_at, a.store_id, a.external_id, l.*
         from sale a
         join sale_line l on l.sale_id = a.id and l.business_date is null
         where a.business_date between ${days}
         union all
         select l.business_date, a.occurred_at, a.store_id, a.external_id, l.*
         from sale_line l
         join sale a on a.id = l.sale_id
         where l.business_date between ${days}
       ) l
       where l.store_id = any((select :stores::text::bigint[])::bigint[])
         and (:afterDate::date is null
           or (l.day, l.sale_id, l.id) > (:afterDate::date, :afterSale::bigint, :afterLine::bigint))
       order by l.day, l.sale_id, l.id
       limit :limit::integer
     )
     select g.sale_id::text as "saleId", g.id::text as "lineId", g.day::text as date,
       ${iso('g.occurred_at')} as "soldAt",
       to_char(g.occurred_at at time zone s.time_zone, E'YYYY-MM-DD HH24\\x3AMI') as "localTime", left(s.name, 120) as "storeName",
       left(g.external_id, 80) as "saleNumber", left(p.sku, 80) as sku, left(p.name, 120) as name, ${decimal('g.quantity')} as quantity,
       ${decimal('g.unit_price')} as "unitPrice", s.currency, g.net_minor::text as "netMinor", g.tax_minor::text as "taxMinor",
       g.discount_minor::text as "discountMinor"
     from page g
     join store s on s.id = g.store_id
     join product p on p.id = g.product_id
     order by g.day, g.sale_id, g.id`,
    values,
    LineRow,
  );
}
