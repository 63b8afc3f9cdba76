import type { Db } from '#domain/platform/database.ts';
import { SaleDone } from './sale.ts';

/**
 * Records one sale of a till, all of its lines or none; the lines' keys make a second run a no-op that answers the same.
 * @param values.lines JSON array of {key, sku, quantity, unitPrice, discountMinor, taxMinor}; null stands for left out
 * @returns no row when there is no such store
 */
export async function recordSaleRow(
  db: Db,
  values: { lines: string; payload: string; storeId: string; externalId: string; soldAt: string; actor: string },
): Promise<SaleDone[]> {
  return db.query(
    `select r.id::text as "saleId", s.currency, r.total_minor as "totalMinor", r.repeated
     from store s
     cross join lateral record_sale((
       select jsonb_agg(jsonb_build_array(l.nth, l.value->'key', :payload::text, s.id, l.value->'sku', :externalId::text,
         :soldAt::text, l.value->'quantity', l.value->'unitPrice', (l.value->>'discountMinor')::numeric / s.minor_units,
         (l.value->>'taxMinor')::numeric / s.minor_units, null, null) order by l.nth)
       from jsonb_array_elements(:lines::jsonb) with ordinality l (value, nth)
     ), s.id, 'api', :externalId::text, :actor::text) r
     where s.id = :storeId::bigint`,
    values,
    SaleDone,
  );
}
