import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { ReturnDone } from './return.ts';

/**
 * Which recorded sales are meant, at most two: by id where its store may be seen, else as a receipt names it.
 * Returns are not among them.
 * @param values.stores JSON array of the ids of stores whose sales may be named by id, or null for all
 */
export async function findSales(
  db: Db,
  values: {
    saleId: string | null;
    stores: string | null;
    externalId: string | null;
    soldIn: string;
    source: string | null;
  },
): Promise<string[]> {
  const rows = await db.query(
    `select s.id::text as id from sale s
     where not exists (select from sale_return r where r.sale_id = s.id)
       and (:saleId::bigint is not null or s.store_id = :soldIn::bigint)
       and (:saleId::bigint is null or s.id = :saleId::bigint and (:stores::jsonb is null
         or s.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)))
       and (:externalId::text is null or s.external_id = :externalId::text)
       and (:source::text is null or s.source = :source::text)
     limit 2`,
    values,
    z.object({ id: z.string() }),
  );
  return rows.map(({ id }) => id);
}

/**
 * Books a return; its key makes a second run a no-op that answers the same.
 * @param values.lines JSON array of {lineId, sku, quantity, disposition, refundMinor}
 * @returns undefined when there is no such store
 */
export async function recordReturnRow(
  db: Db,
  values: {
    saleId: string;
    storeId: string;
    source: string;
    externalId: string;
    payload: string;
    lines: string;
    at: string;
    actor: string;
  },
): Promise<ReturnDone | undefined> {
  const rows = await db.query(
    `select r.id::text as "returnId", :saleId::text as "saleId", s.currency, r.total_minor as "refundMinor", r.repeated
     from store s
     cross join lateral record_return(:saleId::bigint, s.id, :source::text, :externalId::text, :payload::uuid,
       :lines::jsonb, :at::timestamptz, :actor::text) r
     where s.id = :storeId::bigint`,
    values,
    ReturnDone,
  );
  return rows[0];
}
