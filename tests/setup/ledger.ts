import type pg from 'pg';

/** A movement as a test writes it; the rest of the fields of SQL type `posting` are null. */
export type TestPosting = {
  line?: number;
  key: string;
  payload?: string;
  store_id: string | number;
  product_id: string | number;
  type: string;
  quantity?: number | string | null;
  counted?: number | string | null;
  occurred_at: string;
  unit_cost?: number | string;
  reason?: string;
};

/** Posts through post_movements; answers the rows that were not posted, by line. */
export async function post(
  client: pg.Pool | pg.PoolClient,
  postings: TestPosting[],
): Promise<{ line: number; outcome: string }[]> {
  const { rows } = await client.query<{ line: number; outcome: string }>(
    `select * from post_movements((
       select array_agg(row(p.line, key_of(r.key), key_of(r.payload), p.store_id, p.product_id, p.type, p.quantity, p.counted,
         p.occurred_at, p.unit_cost, p.reason, p.note, p.source_type, p.source_id, p.source_line, p.net_minor, p.tax_minor,
         p.discount_minor)::posting order by r.nth)
       from jsonb_array_elements($1::jsonb) with ordinality e (value, nth)
       cross join lateral jsonb_populate_record(null::posting, e.value - 'key' - 'payload') p
       cross join lateral (select e.value->>'key' as key, e.value->>'payload' as payload, e.nth) r), 'tester')`,
    [
      JSON.stringify(
        postings.map((posting, index) => ({
          line: index + 1,
          payload: `${posting.type} ${posting.quantity ?? posting.counted}`,
          ...posting,
        })),
      ),
    ],
  );
  return rows;
}

/** Opens a store; answers its id. */
export async function openStore(sql: pg.Pool, code: string, settings: Record<string, string> = {}): Promise<string> {
  const fields = { code, name: code, time_zone: 'Europe/London', currency: 'GBP', ...settings };
  const { rows } = await sql.query<{ id: string }>(
    `insert into store (${Object.keys(fields).join(', ')})
     values (${Object.keys(fields)
       .map((_, index) => `$${index + 1}`)
       .join(', ')}) returning id`,
    Object.values(fields),
  );
  return rows[0]?.id ?? '';
}

/** Adds products; answers their ids in the order of the SKUs. */
export async function addProducts(sql: pg.Pool, skus: string[], fields = { price: 2.5, cost: 1 }): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `with added as (
       insert into product (sku, name, price, cost) select s, 'Product ' || s, $2, $3 from unnest($1::text[]) s returning id, sku)
     select a.id from unnest($1::text[]) with ordinality s (sku, nth) join added a using (sku) order by nth`,
    [skus, fields.price, fields.cost],
  );
  return rows.map((row) => row.id);
}

/** What is on hand, as a number; undefined where the product was never in the store. */
export async function onHand(sql: pg.Pool, storeId: string, productId: string): Promise<number | undefined> {
  const { rows } = await sql.query<{ on_hand: string }>(
    'select on_hand from stock_level where store_id = $1 and product_id = $2',
    [storeId, productId],
  );
  return rows[0] && Number(rows[0].on_hand);
}

/** Positions whose level is not the sum of their movements: must always be none. */
export async function mismatches(sql: pg.Pool): Promise<unknown[]> {
  const { rows } = await sql.query(
    `select l.store_id, l.product_id, l.on_hand, coalesce(m.sum, 0) as ledger
     from stock_level l
     full join (select store_id, product_id, sum(quantity) from stock_movement group by 1, 2) m using (store_id, product_id)
     where l.on_hand is distinct from coalesce(m.sum, 0)`,
  );
  return rows;
}
