import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Store, StoreDetail } from './store.ts';

const fields = `s.id::text, s.code, s.name, s.kind, s.time_zone as "timeZone",
  to_char(s.day_cutoff, E'HH24\\x3AMI') as "dayCutoff", s.currency, s.unknown_sku as "unknownSku",
  s.date_order as "dateOrder", s.is_archived as "isArchived"`;

/** @param stores JSON array of ids, or null for all */
export async function listStoreRows(db: Db, stores: string | null): Promise<Store[]> {
  return db.query(
    `select ${fields}
     from store s
     where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by lower(s.code)`,
    { stores },
    Store,
  );
}

const json = z.string().transform((text): unknown => JSON.parse(text));
const DetailRow = StoreDetail.extend({
  hours: json.nullable().pipe(StoreDetail.shape.hours),
  closures: json.pipe(StoreDetail.shape.closures),
  expectedFeeds: json.pipe(StoreDetail.shape.expectedFeeds),
});

/** At most some 30 KB: the number of closures is bounded. */
export async function readStoreRow(db: Db, storeId: string): Promise<StoreDetail | undefined> {
  const rows = await db.query(
    `select ${fields}, s.hours::text, s.closures::text, s.expected_feeds::text as "expectedFeeds", s.overselling,
       has_movements(s.id) as "isCurrencyFixed", s.version, ${iso('s.updated_at')} as "changedAt",
       s.updated_by as "changedBy",
       actor_name(s.updated_by) as "changedByName"
     from store s where s.id = :storeId::bigint`,
    { storeId },
    DetailRow,
  );
  return rows[0];
}

/**
 * Opens a store (no id) or edits one; see save_store in the migrations for what it refuses.
 * @param values.fields JSON object of columns
 * @returns its id; undefined when there is no such store
 */
export async function saveStoreRow(
  db: Db,
  values: { storeId: string | null; version: number | null; fields: string; actor: string },
): Promise<string | undefined> {
  const rows = await db.query(
    'select id::text from save_store(:storeId::bigint, :version::integer, :fields::jsonb, :actor::text)',
    values,
    z.object({ id: z.string() }),
  );
  return rows[0]?.id;
}

export async function storeExists(db: Db, storeId: string): Promise<boolean> {
  const rows = await db.query('select 1 as found from store where id = :storeId::bigint', { storeId }, z.unknown());
  return rows.length > 0;
}
