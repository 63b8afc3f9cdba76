import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

/** What differs between what was saved and what the ledger tells: how much, and the first three of it. */
const Differences = z.object({ count: z.coerce.number(), examples: z.string() });
export type Differences = z.output<typeof Differences>;

/** The stores there are. */
export async function listStores(db: Db): Promise<{ id: string; code: string }[]> {
  return db.query(`select id::text, code from store order by id`, {}, z.object({ id: z.string(), code: z.string() }));
}

/** Works a store's levels out of its movements, and compares: what is on hand and its worth, the last count and movement. */
export async function compareLevels(db: Db, storeId: string): Promise<Differences | undefined> {
  const [differences] = await db.query(
    `with ledger as (
       select product_id, sum(quantity) as on_hand, sum(value_minor)::bigint as value_minor,
         max(occurred_at) filter (where type = 'count') as last_counted_at
       from stock_movement where store_id = :store::bigint group by product_id
     ), level as (
       select product_id, on_hand, value_minor, last_counted_at from stock_level where store_id = :store::bigint
     ), wrong as (
       select product_id, l.on_hand as saved, g.on_hand as ledger
       from level l full join ledger g using (product_id)
       where coalesce(l.on_hand, 0) <> coalesce(g.on_hand, 0) or coalesce(l.value_minor, 0) <> coalesce(g.value_minor, 0)
         or l.last_counted_at is distinct from g.last_counted_at
     )
     select count(*)::text as count,
       (select coalesce(json_agg(w), '[]') from (select * from wrong order by product_id limit 3) w)::text as examples
     from wrong`,
    { store: storeId },
    Differences,
  );
  return differences;
}

/** Measures that the ledger and the sales tell. `out_minutes` and `ranged` are told by opening hours as well. */
const measures = [
  ['received', `sum(quantity) filter (where type = 'receipt')`],
  ['received_minor', `sum(value_minor) filter (where type = 'receipt')`],
  ['sold', `-sum(quantity) filter (where type = 'sale')`],
  ['cogs_minor', `-sum(value_minor) filter (where type = 'sale')`],
  ['net_minor', `sum(net_minor)`],
  ['tax_minor', `sum(tax_minor)`],
  ['discount_minor', `sum(discount_minor)`],
  ['returned', `sum(quantity) filter (where type = 'return')`],
  ['returned_cost_minor', `sum(value_minor) filter (where type = 'return')`],
  ['transferred', `sum(quantity) filter (where type like 'transfer%')`],
  ['counted', `sum(quantity) filter (where type like 'count%')`],
  ['counted_minor', `sum(value_minor) filter (where type like 'count%')`],
  ['adjusted', `sum(quantity) filter (where type = 'adjustment' and not is_lost)`],
  ['shrunk', `-sum(quantity) filter (where type = 'adjustment' and is_lost)`],
  ['revalued_minor', `sum(value_minor) filter (where type = 'revaluation')`],
] as const;

/**
 * Works a store's facts out of its movements and sales, by product and day, and compares them with what was saved: the
 * roll-up and the deltas that it did not hold yet.
 * A line of a charge has no movement; its day is its own where that is not the sale's (older schemas lack the column).
 */
export async function compareFacts(db: Db, storeId: string): Promise<Differences | undefined> {
  const names = measures.map(([name]) => name);
  const each = (sql: (name: string) => string, between: string) => names.map(sql).join(between);
  const [differences] = await db.query(
    `with saved as (
       select product_id, business_date, ${each((name) => `sum(${name}) as ${name}`, ', ')}
       from (
         select product_id, business_date, ${names.join(', ')} from fact_store_product_day where store_id = :store::bigint
         union all
         select product_id, business_date, ${names.join(', ')} from fact_unfolded where store_id = :store::bigint
       ) f group by 1, 2
     ), told as (
       select product_id, business_date, ${measures.map(([name, sql]) => `${sql} as ${name}`).join(', ')}
       from (
         select product_id, business_date, type, quantity, value_minor, 0 as net_minor, 0 as tax_minor,
           0 as discount_minor, is_shrink(reason) as is_lost
         from stock_movement where store_id = :store::bigint
         union all
         select l.product_id, coalesce(m.business_date, (to_jsonb(l)->>'business_date')::date, s.business_date), 'line', 0, 0,
           l.net_minor, l.tax_minor,
           l.discount_minor, false
         from sale s
         join sale_line l on l.sale_id = s.id
         left join stock_movement m on m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id
           and m.store_id = s.store_id
         where s.store_id = :store::bigint
       ) r group by 1, 2
     ), wrong as (
       select product_id, business_date, s.net_minor as saved, t.net_minor as ledger
       from saved s full join told t using (product_id, business_date)
       where ${each((name) => `coalesce(s.${name}, 0) <> coalesce(t.${name}, 0)`, ' or ')}
     )
     select count(*)::text as count,
       (select coalesce(json_agg(w), '[]') from (select * from wrong order by 1, 2 limit 3) w)::text as examples
     from wrong`,
    { store: storeId },
    Differences,
  );
  return differences;
}
