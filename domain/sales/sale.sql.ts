import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { SaleDone } from './sale.ts';

/** The sale, or which of its lines (counted from 0) has more off than its price. */
const SaleRow = z.union([SaleDone.extend({ tooMuchOff: z.null() }), z.object({ tooMuchOff: z.string() })]);

/**
 * Records one sale of a till, all of its lines or none; the lines' keys make a second run a no-op that answers the same.
 * A sale with a line whose discount and tax are more than its price is not recorded. Only here are the currency's minor
 * unit and the catalogue's price known. A sale that is in already is not looked at again: prices change.
 * @param values.lines JSON array of {key, sku, quantity, unitPrice, discountMinor, taxMinor}; null stands for left out
 * @returns no row when there is no such store
 */
export async function recordSaleRow(
  db: Db,
  values: {
    lines: string;
    payload: string;
    storeId: string;
    externalId: string;
    source: string;
    soldAt: string;
    actor: string;
  },
): Promise<z.infer<typeof SaleRow>[]> {
  return db.query(
    `select r.id::text as "saleId", s.currency, r.total_minor as "totalMinor", r.repeated, (f.nth - 1)::text as "tooMuchOff"
     from store s
     left join lateral (
       select l.nth
       from jsonb_array_elements(:lines::jsonb) with ordinality l (value, nth)
       where abs((l.value->>'discountMinor')::bigint + (l.value->>'taxMinor')::bigint)
           > round(abs((l.value->>'quantity')::numeric * s.minor_units * coalesce((l.value->>'unitPrice')::numeric,
             (select p.price from product p where lower(p.sku) = lower(l.value->>'sku')))))
         and not exists (select from sale where store_id = s.id and source = :source::text and external_id = :externalId::text)
       order by l.nth
       limit 1
     ) f on true
     cross join lateral (
       select jsonb_agg(jsonb_build_array(l.nth, l.value->'key', :payload::text, s.id, l.value->'sku', :externalId::text,
         :soldAt::text, l.value->'quantity', l.value->'unitPrice', (l.value->>'discountMinor')::numeric / s.minor_units,
         (l.value->>'taxMinor')::numeric / s.minor_units, null, null) order by l.nth) as rows
       from jsonb_array_elements(:lines::jsonb) with ordinality l (value, nth)
     ) l
     left join lateral record_sale(case when f.nth is null then l.rows else '[]' end, s.id, :source::text, :externalId::text,
       :actor::text) r on true
     where s.id = :storeId::bigint`,
    values,
    SaleRow,
  );
}
