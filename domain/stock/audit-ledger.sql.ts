import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';

/** A position whose level is not what the ledger says it must be; null: there is no row at all. */
export const Mismatch = z.object({
  storeId: z.string(),
  productId: z.string(),
  onHand: z.string().nullable(),
  ledger: z.string().nullable(),
  lastCountedAt: z.string().nullable(),
  ledgerLastCountedAt: z.string().nullable(),
});

const Piece = z.object({
  positions: z.int(),
  mismatches: z.int(),
  stockOuts: z.int(),
  negativeLevels: z.int(),
  lastStore: z.string().nullable(),
  lastProduct: z.string().nullable(),
  differing: z.string().transform((text) => z.array(Mismatch).parse(JSON.parse(text))),
});

/**
 * Compares the levels of the next `size` positions (a product in a store) after (`store`, `product`) with the sums of
 * their movements. Levels and movements are read by one statement, so from one snapshot, and are posted by one
 * transaction: however much is being sold meanwhile, only what is really wrong differs.
 * The positions are those of the levels and those of the ledger (found by leaping from key to key of its index), so
 * that a level that is missing is found too. What a level says besides (reserved, average cost) cannot be told from the
 * sums.
 * @returns the counts, the first 20 that differ, and where the next piece begins
 */
export async function auditPositions(
  db: Db,
  values: { store: string; product: string; size: number },
): Promise<z.output<typeof Piece>[]> {
  return db.query(
    `with recursive posted as (
       (select m.store_id, m.product_id from stock_movement m
        where (m.store_id, m.product_id) > (:store::bigint, :product::bigint)
        order by m.store_id, m.product_id limit 1)
       union all
       select n.store_id, n.product_id from posted k cross join lateral (
         select m.store_id, m.product_id from stock_movement m
         where (m.store_id, m.product_id) > (k.store_id, k.product_id)
         order by m.store_id, m.product_id limit 1) n
     ), position as materialized (
       select store_id, product_id from (
         (select store_id, product_id from posted limit :size::integer)
         union
         (select store_id, product_id from stock_level
          where (store_id, product_id) > (:store::bigint, :product::bigint)
          order by store_id, product_id limit :size::integer)) keys
       order by store_id, product_id limit :size::integer
     ), compared as (
       select k.store_id, k.product_id, l.on_hand, g.quantity, l.last_counted_at, g.counted_at,
         p.status = 'active' and p.is_stocked as is_sold,
         l.on_hand is distinct from coalesce(g.quantity, 0) or l.last_counted_at is distinct from g.counted_at as differs
       from position k
       cross join lateral (
         select sum(m.quantity) as quantity, max(m.occurred_at) filter (where m.type = 'count') as counted_at
         from stock_movement m where m.store_id = k.store_id and m.product_id = k.product_id) g
       left join stock_level l on l.store_id = k.store_id and l.product_id = k.product_id
       left join product p on p.id = k.product_id
     ), wrong as (
       select * from compared where differs order by store_id, product_id limit 20
     )
     select count(*)::integer as positions, count(*) filter (where differs)::integer as mismatches,
       count(*) filter (where is_sold and on_hand = 0)::integer as "stockOuts",
       count(*) filter (where is_sold and on_hand < 0)::integer as "negativeLevels",
       (array_agg(store_id order by store_id desc, product_id desc))[1]::text as "lastStore",
       (array_agg(product_id order by store_id desc, product_id desc))[1]::text as "lastProduct",
       (select coalesce(jsonb_agg(jsonb_build_object('storeId', w.store_id::text, 'productId', w.product_id::text,
          'onHand', ${decimal('w.on_hand')}, 'ledger', ${decimal('w.quantity')},
          'lastCountedAt', ${iso('w.last_counted_at')}, 'ledgerLastCountedAt', ${iso('w.counted_at')})), '[]')::text
        from wrong w) as differing
     from compared`,
    values,
    Piece,
  );
}
