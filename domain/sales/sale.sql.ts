import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { SaleDone } from './sale.ts';

/** The sale, or which of its lines (counted from 0) has more off than its price. */
const SaleRow = z.union([SaleDone.extend({ tooMuchOff: z.null() }), z.object({ tooMuchOff: z.string() })]);

/** Where a sale comes from: what makes its external ids, which are unique in a store for each source. */
export type SaleSource = 'api' | 'till' | 'reservation';

/**
 * Records one sale, all of its lines or none; the lines' keys make a second run a no-op that answers the same.
 * A sale with a line whose discount and tax are more than its price is not recorded. Only here are the currency's minor
 * unit and the catalogue's price known. A sale that is in already is not looked at again: prices change.
 * @param values.lines JSON array of {key, oldKey, sku, quantity, unitPrice, discountMinor, taxMinor}; null: left out.
 * Where a sale with `oldKey` is in, the old keys and `oldPayload` are the sale's
 * @param values.mustHave 'available': refuse to sell what is not there; null: it has happened
 * @param values.reservation the hold that becomes this sale
 * @returns no row when there is no such store
 */
export async function recordSaleRow(
  db: Db,
  values: {
    lines: string;
    payload: string;
    oldPayload: string;
    storeId: string;
    externalId: string;
    source: SaleSource;
    soldAt: string;
    actor: string;
    mustHave: 'available' | null;
    reservation: string | null;
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
       select exists (select from posted_key k where k.key = (:lines::jsonb->0->>'oldKey')::uuid) as was
     ) k
     cross join lateral (
       select jsonb_agg(jsonb_build_array(l.nth, case when k.was then l.value->'oldKey' else l.value->'key' end,
         case when k.was then :oldPayload::text else :payload::text end, s.id, l.value->'sku', :externalId::text,
         :soldAt::text, l.value->'quantity', l.value->'unitPrice', (l.value->>'discountMinor')::numeric / s.minor_units,
         (l.value->>'taxMinor')::numeric / s.minor_units, null, null) order by l.nth) as rows
       from jsonb_array_elements(:lines::jsonb) with ordinality l (value, nth)
     ) l
     left join lateral record_sale(case when f.nth is null then l.rows else '[]' end, s.id, :source::text, :externalId::text,
       :actor::text, :mustHave::text, :reservation::bigint) r on true
     where s.id = :storeId::bigint`,
    values,
    SaleRow,
  );
}
