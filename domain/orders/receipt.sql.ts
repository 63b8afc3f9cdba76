import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Receipt, ReceiptLine } from './receipt.ts';

const Row = ReceiptLine.extend(Receipt.omit({ lines: true, differenceMinor: true }).shape);

/** What came of an order, line by line: the newest deliveries first, at most 1,000 lines. */
export async function listReceiptRows(db: Db, orderId: string): Promise<z.infer<typeof Row>[]> {
  return db.query(
    `select g.id::text as "receiptId", nullif(g.delivery_note, g.request_key) as "deliveryNote", ${iso('g.received_at')} as "receivedAt",
       g.received_by as "receivedBy", actor_name(g.received_by) as "receivedByName",
       coalesce(g.landed_minor, round(sum((r.landed_cost - r.unit_cost) * r.accepted) over (partition by g.id)
         * minor_units(o.currency)), 0)::bigint as "landedMinor",
       r.product_id::text as "productId", p.sku, p.name, ${decimal('r.accepted')} as accepted,
       ${decimal('r.damaged')} as damaged, ${decimal('r.wrong')} as wrong, ${decimal('r.excess')} as excess,
       ${decimal('l.unit_cost')} as "orderCost", ${decimal('r.unit_cost')} as "unitCost",
       ${decimal('r.landed_cost')} as "landedCost",
       coalesce(round((r.unit_cost - l.unit_cost) * r.accepted * minor_units(o.currency)), 0)::bigint as "differenceMinor",
       r.reason
     from receipt_line r
     join goods_receipt g on g.id = r.receipt_id
     join purchase_order o on o.id = r.order_id
     join product p on p.id = r.product_id
     left join purchase_order_line l on l.order_id = r.order_id and l.product_id = r.product_id
     where r.order_id = :orderId::bigint
     order by g.received_at desc, g.id desc, r.id
     limit 1000`,
    { orderId },
    Row,
  );
}
