import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Id } from '#domain/values.ts';
import { type OnTheWay, Partner, Transfer, TransferLine } from './transfer.ts';

const Saved = z.object({ id: Id, repeated: z.boolean() });
const Done = z.object({ repeated: z.boolean() });

/**
 * Adds a draft, or puts another in its place; see save_transfer in the migrations for what it refuses. Run again it finds
 * everything as it is wanted.
 * @param values.lines JSON array of {productId | sku | barcode, quantity}
 * @returns undefined where there is no such transfer
 */
export async function saveTransferRow(
  db: Db,
  values: {
    transferId: string | null;
    version: number | null;
    key: string;
    payload: string;
    fromStoreId: string;
    toStoreId: string;
    expectedOn: string | null;
    note: string | null;
    lines: string;
    actor: string;
  },
): Promise<z.infer<typeof Saved> | undefined> {
  const rows = await db.query(
    `select id::text, repeated from save_transfer(:transferId::bigint, :version::integer, :key::uuid, :payload::uuid,
       :fromStoreId::bigint, :toStoreId::bigint, :expectedOn::date, :note::text, :lines::jsonb, :actor::text)`,
    values,
    Saved,
  );
  return rows[0];
}

/**
 * Takes a draft's stock from the sender; its version makes a second run a no-op that says so.
 * @returns whether it was done before; undefined where there is no such transfer
 */
export async function shipTransferRow(
  db: Db,
  values: { transferId: string; version: number; at: string; actor: string },
): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from ship_transfer(:transferId::bigint, :version::integer, :at::timestamptz, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

type Keyed = {
  transferId: string;
  version: number;
  key: string;
  payload: string;
  at: string;
  note: string | null;
  actor: string;
};

/**
 * Brings what arrived into the receiver's stock; its key makes a second run a no-op that says so.
 * @param values.lines JSON array of {productId | sku | barcode, received, damaged}
 * @returns whether it was done before; undefined where there is no such transfer
 */
export async function receiveTransferRow(db: Db, values: Keyed & { lines: string }): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from receive_transfer(:transferId::bigint, :version::integer, :key::uuid, :payload::uuid,
       :lines::jsonb, :at::timestamptz, :note::text, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

/**
 * Says what became of all that is still on the way; its key makes a second run a no-op that says so.
 * @returns whether it was done before; undefined where there is no such transfer
 */
export async function closeTransferRow(db: Db, values: Keyed & { missing: string }): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from close_transfer(:transferId::bigint, :version::integer, :key::uuid, :payload::uuid,
       :missing::text, :at::timestamptz, :note::text, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

/** Calls a transfer off. @returns whether it was done before; undefined where there is no such transfer */
export async function cancelTransferRow(
  db: Db,
  values: { transferId: string; version: number; at: string; actor: string },
): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from cancel_transfer(:transferId::bigint, :version::integer, :at::timestamptz, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

const columns = `t.id::text, t.status, f.id::text as "fromStoreId", f.code as "fromStoreCode", f.name as "fromStoreName",
  r.id::text as "toStoreId", r.code as "toStoreCode", r.name as "toStoreName", t.expected_on::text as "expectedOn", t.note,
  n.lines as "lineCount", ${decimal('n.quantity')} as quantity, ${decimal('n.received')} as received,
  ${decimal('n.damaged')} as damaged, ${decimal('n.lost')} as lost, ${decimal('n.not_sent')} as "notSent",
  ${decimal('n.in_transit')} as "inTransit", f.currency, n.in_transit_minor as "inTransitMinor",
  ${iso('t.created_at')} as "createdAt", ${iso('t.shipped_at')} as "shippedAt", ${iso('t.ended_at')} as "endedAt",
  t.version, ${iso('t.updated_at')} as "changedAt", t.updated_by as "changedBy", actor_name(t.updated_by) as "changedByName"`;

const source = `transfer t
  join store f on f.id = t.from_store_id
  join store r on r.id = t.to_store_id
  cross join lateral (
    select count(*) as lines, coalesce(sum(l.quantity), 0) as quantity, coalesce(sum(l.received), 0) as received,
      coalesce(sum(l.damaged), 0) as damaged, coalesce(sum(l.lost), 0) as lost, coalesce(sum(l.not_sent), 0) as not_sent,
      coalesce(sum(w.quantity), 0) as in_transit, coalesce(sum(round(w.quantity * l.unit_cost * f.minor_units)), 0) as in_transit_minor
    from transfer_line l
    cross join lateral (select case t.status when 'shipped'
      then l.quantity - l.received - l.damaged - l.lost - l.not_sent else 0 end as quantity) w
    where l.transfer_id = t.id
  ) n`;

const Row = Transfer.extend({ inTransitMinor: z.coerce.number().int(), lineCount: z.coerce.number().int() });

/** One transfer without its lines, whoever asks. */
export async function readTransferRow(db: Db, transferId: string): Promise<Transfer | undefined> {
  const rows = await db.query(`select ${columns} from ${source} where t.id = :transferId::bigint`, { transferId }, Row);
  return rows[0];
}

const LineRow = TransferLine.extend({
  barcodes: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});

/** The lines of a transfer by SKU; at most `maxTransferLines`. */
export async function listTransferLineRows(db: Db, transferId: string): Promise<TransferLine[]> {
  return db.query(
    `select p.id::text as "productId", p.sku, p.name, barcodes_of(p.id)::text as barcodes,
       ${decimal('l.quantity')} as quantity, ${decimal('l.received')} as received, ${decimal('l.damaged')} as damaged,
       ${decimal('l.lost')} as lost, ${decimal('l.not_sent')} as "notSent",
       case t.status when 'shipped' then ${decimal('l.quantity - l.received - l.damaged - l.lost - l.not_sent')}
         else '0' end as "inTransit", ${decimal('l.unit_cost')} as "unitCost",
       case t.status when 'draft' then ${decimal('coalesce(v.available, 0)')} end as available
     from transfer t
     join transfer_line l on l.transfer_id = t.id
     join product p on p.id = l.product_id
     left join stock_level v on v.store_id = t.from_store_id and v.product_id = l.product_id
     where t.id = :transferId::bigint
     order by lower(p.sku)`,
    { transferId },
    LineRow,
  );
}

/**
 * Transfers from or to the stores, the newest first, before `beforeId`.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listTransferRows(
  db: Db,
  values: { stores: string | null; status: string | null; beforeId: string | null; limit: number },
): Promise<Transfer[]> {
  return db.query(
    `select ${columns} from ${source}
     where (:stores::jsonb is null
         or t.from_store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
         or t.to_store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:status::text is null or t.status = :status::text
         or :status::text = 'open' and t.status in ('draft', 'shipped'))
       and (:beforeId::bigint is null or t.id < :beforeId::bigint)
     order by t.id desc
     limit :limit::integer`,
    values,
    Row,
  );
}

const OnTheWayRow = z.object({
  currency: z.string(),
  transfers: z.int(),
  units: z.string(),
  valueMinor: z.coerce.number().int(),
});

/**
 * What is on the way from or to the stores, by currency, at the cost at which it left.
 * @param stores JSON array of ids, or null for all
 */
export async function sumOnTheWay(db: Db, stores: string | null): Promise<OnTheWay[]> {
  return db.query(
    `select f.currency, count(distinct o.transfer_id)::integer as transfers, ${decimal('sum(o.quantity)')} as units,
       coalesce(sum(round(o.quantity * l.unit_cost * f.minor_units)), 0)::text as "valueMinor"
     from transfer_open_line o
     join transfer_line l on l.transfer_id = o.transfer_id and l.product_id = o.product_id
     join store f on f.id = o.from_store_id
     where o.status = 'shipped'
       and (:stores::jsonb is null
         or o.from_store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
         or o.to_store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     group by 1
     order by 1`,
    { stores },
    OnTheWayRow,
  );
}

/**
 * Open stores that trade in the currency of one of these, by code.
 * @param stores JSON array of ids, or null for all
 */
export async function listPartnerRows(db: Db, stores: string | null): Promise<Partner[]> {
  return db.query(
    `select s.id::text, s.code, s.name, s.currency
     from store s
     where not s.is_archived and (:stores::jsonb is null or s.currency in (
       select o.currency from store o
       where not o.is_archived and o.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)))
     order by lower(s.code)`,
    { stores },
    Partner,
  );
}
