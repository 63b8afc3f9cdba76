import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Store } from './store.ts';

/** @param stores JSON array of ids, or null for all */
export async function listStoreRows(db: Db, stores: string | null): Promise<Store[]> {
  return db.query(
    `select id::text, code, name, kind, time_zone as "timeZone", to_char(day_cutoff, 'HH24:MI') as "dayCutoff", currency,
       unknown_sku as "unknownSku", date_order as "dateOrder"
     from store
     where :stores::jsonb is null or id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by lower(code)`,
    { stores },
    Store,
  );
}

export async function storeExists(db: Db, storeId: string): Promise<boolean> {
  const rows = await db.query('select 1 as found from store where id = :storeId::bigint', { storeId }, z.unknown());
  return rows.length > 0;
}
