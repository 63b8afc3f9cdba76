import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { SaleHeading, SaleLine } from './sale-detail.ts';

const heading = `s.id::text as "saleId", s.store_id::text as "storeId", s.source, s.external_id as "externalId",
  ${iso('s.occurred_at')} as "soldAt", s.business_date::text as "businessDate", o.currency,
  (select coalesce(sum(l.net_minor + l.tax_minor), 0)::bigint from sale_line l where l.sale_id = s.id) as "totalMinor"`;

const Row = SaleHeading.extend({ returnOf: z.string().nullable() });

/**
 * One sale, without its lines.
 * @param values.stores JSON array of the ids of stores whose sales may be seen, or null for all
 */
export async function findSaleRow(
  db: Db,
  values: { saleId: string; stores: string | null },
): Promise<z.output<typeof Row> | undefined> {
  const rows = await db.query(
    `select ${heading}, r.of_sale::text as "returnOf"
     from sale s join store o on o.id = s.store_id left join sale_return r on r.sale_id = s.id
     where s.id = :saleId::bigint
       and (:stores::jsonb is null or s.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))`,
    values,
    Row,
  );
  return rows[0];
}

/** The first 1,000 lines of a sale: more would not fit into a reply of the Data API, 1 MiB. */
export async function listSaleLines(db: Db, saleId: string): Promise<SaleLine[]> {
  return db.query(
    `select l.line_id::text as "lineId", l.product_id::text as "productId", p.sku, p.name, ${decimal('l.quantity')} as quantity,
       ${decimal('l.unit_price')} as "unitPrice", l.net_minor as "netMinor", l.tax_minor as "taxMinor",
       l.discount_minor as "discountMinor", ${decimal('l.returned')} as returned,
       l.refunded_minor::bigint as "refundedMinor", ${decimal('greatest(l.returnable, 0)')} as returnable
     from sale_line_state l join product p on p.id = l.product_id
     where l.sale_id = :saleId::bigint
     order by l.line_id
     limit 1000`,
    { saleId },
    SaleLine,
  );
}

/** The sales of one store with this number: one for each way in which sales come, and returns. */
export async function listSaleRows(db: Db, values: { storeId: string; externalId: string }): Promise<SaleHeading[]> {
  return db.query(
    `select ${heading}
     from sale s join store o on o.id = s.store_id
     where s.store_id = :storeId::bigint and s.external_id = :externalId::text
     order by s.id`,
    values,
    SaleHeading,
  );
}
