import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Happened, NotMailed, Order, OrderLine } from './order.ts';

const heading = `o.id::text as "orderId", o.number, o.supplier_id::text as "supplierId", u.code as "supplierCode",
  u.name as "supplierName", o.store_id::text as "storeId", o.status, o.currency, o.expected_on::text as "expectedOn",
  coalesce(d.days_late, 0) as "daysLate", t.lines as "lineCount", ${decimal('t.ordered')} as "orderedUnits",
  ${decimal('t.received')} as "receivedUnits", t.total_minor as "totalMinor", t.charged_minor as "chargedMinor",
  t.cost_minor as "costMinor", t.is_suggested as "isSuggested",
  ${iso('o.created_at')} as "createdAt", ${iso('o.sent_at')} as "sentAt", o.version`;

const totals = `cross join lateral (
    select count(*)::integer as lines, coalesce(sum(l.ordered - l.cancelled), 0) as ordered,
      coalesce(sum(r.received), 0) as received,
      coalesce(sum(round((l.ordered - l.cancelled) * l.unit_cost * minor_units(o.currency))), 0)::bigint as total_minor,
      coalesce(sum(round(r.charged * minor_units(o.currency))), 0)::bigint as charged_minor,
      coalesce(sum(round((coalesce(r.charged, 0) + coalesce(greatest(l.ordered - l.cancelled - coalesce(r.received, 0), 0)
        * l.unit_cost, 0)) * minor_units(o.currency))), 0)::bigint as cost_minor,
      coalesce(bool_or(l.suggestion_id is not null), false) as is_suggested
    from purchase_order_line l
    cross join lateral (
      select sum(r.accepted) as received, sum((r.accepted + r.excess) * r.unit_cost) as charged from receipt_line r
      where r.order_id = l.order_id and r.product_id = l.product_id
    ) r
    where l.order_id = o.id
  ) t
  join supplier u on u.id = o.supplier_id
  left join order_late d on d.order_id = o.id`;

/**
 * Orders, newest first, before `beforeId`.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listOrderRows(
  db: Db,
  values: {
    stores: string | null;
    supplierId: string | null;
    status: string | null;
    late: boolean;
    beforeId: string | null;
    limit: number;
  },
): Promise<Order[]> {
  return db.query(
    `select ${heading}
     from (
       select * from purchase_order o
       where (:stores::jsonb is null or o.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
         and (:supplierId::bigint is null or o.supplier_id = :supplierId::bigint)
         and case :status::text when 'open' then o.status in ('draft', 'approved', 'sent', 'partly_received')
           else o.status = :status::text end is not false
         and (not :late::boolean or o.id in (select l.order_id from order_late l))
         and (:beforeId::bigint is null or o.id < :beforeId::bigint)
       order by o.id desc
       limit :limit::integer
     ) o
     ${totals}
     order by o.id desc`,
    values,
    Order,
  );
}

const Head = Order.extend({
  supplierEmail: z.string().nullable(),
  supplierContact: z.string().nullable(),
  storeName: z.string(),
  storeCode: z.string(),
  sentOn: z.string().nullable(),
  note: z.string().nullable(),
  landedMinor: z.int(),
  tolerancePercent: z.int(),
  mailedTo: z.string().nullable(),
  mailedAt: z.string().nullable(),
  mailedSupplier: z.boolean().nullable(),
  mailedBecause: NotMailed.nullable(),
  cameBack: z.boolean(),
  cancelTold: z.boolean(),
  cancelMailedTo: z.string().nullable(),
  cancelMailedAt: z.string().nullable(),
  cancelMailedSupplier: z.boolean().nullable(),
  cancelMailedBecause: NotMailed.nullable(),
  cancelCameBack: z.boolean(),
});
export type OrderHead = z.infer<typeof Head>;

/**
 * SQL text: whether the address of a mail bounced since. What was sent a minute before may be noted after its bounce: the
 * clock that says when is another.
 */
const cameBack = (to: string, at: string) => `exists (select from mail_suppression b
  where b.address = lower(btrim(${to})) and b.reason = 'bounce' and b.since > ${at} - interval '1 minute')`;

/** One order without its lines; nothing for an unknown id. */
export async function readOrderRow(db: Db, orderId: string): Promise<OrderHead | undefined> {
  const rows = await db.query(
    `select ${heading}, u.email as "supplierEmail", u.contact as "supplierContact", s.name as "storeName",
       s.code as "storeCode",
       business_day(o.sent_at, s.time_zone, s.day_cutoff)::text as "sentOn", o.note, o.landed_minor as "landedMinor", o.tolerance_percent as "tolerancePercent",
       o.mailed_to as "mailedTo", ${iso('o.mailed_at')} as "mailedAt", o.mailed_supplier as "mailedSupplier",
       o.mailed_because as "mailedBecause", ${cameBack('o.mailed_to', 'o.mailed_at')} as "cameBack",
       o.cancel_told as "cancelTold", o.cancel_mailed_to as "cancelMailedTo",
       ${iso('o.cancel_mailed_at')} as "cancelMailedAt", o.cancel_mailed_supplier as "cancelMailedSupplier",
       o.cancel_mailed_because as "cancelMailedBecause",
       ${cameBack('o.cancel_mailed_to', 'o.cancel_mailed_at')} as "cancelCameBack"
     from purchase_order o join store s on s.id = o.store_id
     ${totals}
     where o.id = :orderId::bigint`,
    { orderId },
    Head,
  );
  return rows[0];
}

/** Which store an order is of, and where it stands. */
export async function findOrder(
  db: Db,
  orderId: string,
): Promise<{ storeId: string; version: number; status: string } | undefined> {
  const rows = await db.query(
    `select store_id::text as "storeId", version, status from purchase_order where id = :orderId::bigint`,
    { orderId },
    z.object({ storeId: z.string(), version: z.int(), status: z.string() }),
  );
  return rows[0];
}

const LineRow = OrderLine.extend({
  barcodes: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});

/** An order's lines as they were entered, at most 500 of them. */
export async function listOrderLines(db: Db, orderId: string): Promise<OrderLine[]> {
  return db.query(
    `select l.product_id::text as "productId", p.sku, p.name, barcodes_of(p.id)::text as barcodes,
       l.supplier_sku as "supplierSku", ${decimal('l.pack_size')} as "packSize", ${decimal('l.ordered')} as ordered,
       ${decimal('l.unit_cost')} as "unitCost",
       round((l.ordered - l.cancelled) * l.unit_cost * minor_units(o.currency))::bigint as "totalMinor",
       case when l.unit_cost is not null or s.charged is not null
         then round((coalesce(s.charged, 0) + coalesce(s.open * l.unit_cost, 0)) * minor_units(o.currency))::bigint end as "costMinor",
       ${decimal('s.received')} as received, ${decimal('s.damaged')} as damaged, ${decimal('l.cancelled')} as cancelled,
       ${decimal('s.open')} as open, ${decimal('s.most_accepted')} as "mostAccepted",
       l.suggestion_id::text as "suggestionId",
       exists (select from supplier_item i where i.supplier_id = o.supplier_id and i.product_id = l.product_id) as "isSold"
     from purchase_order_line l
     join purchase_order o on o.id = l.order_id
     join order_line_state s on s.order_id = l.order_id and s.product_id = l.product_id
     join product p on p.id = l.product_id
     where l.order_id = :orderId::bigint
     order by l.nth, l.product_id`,
    { orderId },
    LineRow,
  );
}

/** What happened to an order, the oldest first; of its changes at most 200. */
export async function listOrderHistory(db: Db, orderId: string): Promise<Happened[]> {
  return db.query(
    `select ${iso('h.at')} as at, h.what, h.who as by, actor_name(h.who) as "byName", h.detail
     from (
       select v.at, v.what, v.who, v.detail, v.nth
       from purchase_order o
       cross join lateral (values
         (o.created_at, 'created', o.created_by, null, 1), (o.approved_at, 'approved', o.approved_by, null, 3),
         (o.sent_at, 'sent', o.sent_by, null, 4), (o.mailed_at, 'mailed', null, o.mailed_to, 5),
         (o.ended_at, case o.status when 'cancelled' then 'cancelled' else 'closed' end, o.ended_by, null, 7),
         (o.cancel_mailed_at, 'cancel_mailed', null, o.cancel_mailed_to, 8)
       ) v (at, what, who, detail, nth)
       where o.id = :orderId::bigint and v.at is not null
       union all
       select g.received_at, 'received', g.received_by, nullif(g.delivery_note, g.request_key), 6
       from goods_receipt g
       where g.id in (select r.receipt_id from receipt_line r where r.order_id = :orderId::bigint)
       union all
       select e.at, 'edited', e.actor, null, 2
       from (
         select min(a.at) as at, a.actor from audit_entry a
         where a.subject_kind = 'order' and a.subject_id = :orderId::text and a.action in ('update', 'delete')
           and (a.record = 'purchase_order_line' and not coalesce(a.after ? 'cancelled', false)
             or a.after ?| '{expected_on,note,landed_minor,tolerance_percent}'::text[] and not a.after ? 'status')
         group by a.actor, date_trunc('second', a.at)
         order by 1 desc limit 200
       ) e
     ) h
     order by h.at, h.nth`,
    { orderId },
    Happened,
  );
}
