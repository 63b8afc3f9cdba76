import type pg from 'pg';
import { keyOf } from '#domain/platform/key.ts';

/** A line of a sale as a till's file has it; a negative quantity is a return. */
export type TestLine = { sku: string; quantity: number; price?: number; discount?: number; tax?: number; at: string };

let lineNumber = 0;

/**
 * Posts lines of a sale, as a chunk of a file does.
 * @param key what the lines' idempotency keys are made of, beside their place; the same again are duplicates
 * @returns the lines that were not posted
 */
export async function sell(
  client: pg.Pool | pg.PoolClient,
  storeId: string,
  sale: string,
  lines: (TestLine & { key?: string })[],
  importId: string | null = null,
): Promise<{ line: number; outcome: string }[]> {
  const rows = lines.map(
    ({ key = `line ${(lineNumber += 1)}`, sku, quantity, price = 5, discount = 0, tax = 0, at }, index) => [
      index + 1,
      keyOf(`${storeId} ${sale} ${key}`),
      keyOf(`${sku} ${quantity} ${price}`),
      storeId,
      sku,
      sale,
      at,
      quantity,
      price,
      discount,
      tax,
      null,
      null,
    ],
  );
  const answer = await client.query<{ line: number; outcome: string }>(
    "select line, outcome from post_sales($1::jsonb, 'test', 'tester', $2::uuid)",
    [JSON.stringify(rows), importId],
  );
  return answer.rows;
}

/** Folds until nothing is left. */
export async function foldAll(client: pg.Pool | pg.PoolClient, most = 1_000): Promise<void> {
  for (let folded: number | null = 1; folded !== 0;)
    folded =
      (await client.query<{ folded: number | null }>('select fold_facts($1) as folded', [most])).rows[0]?.folded ??
      null;
}

/** The names of all measures, as the database lists them. */
export async function measuresOf(client: pg.Pool): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 order by attnum",
  );
  return rows.map(({ name }) => name);
}

/**
 * SQL of the facts as the ledger and the sales themselves tell them: by store, product and day, without any fact.
 * A line of a charge has no movement, and so its sale's day. `out_minutes` and `ranged` are not told by the ledger.
 */
export const rawFacts = `
  select store_id, product_id, business_date,
    sum(quantity) filter (where type = 'receipt') as received,
    sum(value_minor) filter (where type = 'receipt') as received_minor,
    -sum(quantity) filter (where type = 'sale') as sold,
    -sum(value_minor) filter (where type = 'sale') as cogs_minor,
    sum(net_minor) as net_minor, sum(tax_minor) as tax_minor, sum(discount_minor) as discount_minor,
    sum(quantity) filter (where type = 'return') as returned,
    sum(value_minor) filter (where type = 'return') as returned_cost_minor,
    -sum(net_minor) filter (where line_quantity < 0) as returned_net_minor,
    sum(quantity) filter (where type like 'transfer%') as transferred,
    sum(value_minor) filter (where type like 'transfer%') as transferred_minor,
    sum(quantity) filter (where type like 'count%') as counted,
    sum(value_minor) filter (where type like 'count%') as counted_minor,
    sum(loss_minor) as counted_loss_minor,
    sum(quantity) filter (where type = 'adjustment' and not is_lost) as adjusted,
    sum(value_minor) filter (where type = 'adjustment' and not is_lost) as adjusted_minor,
    -sum(quantity) filter (where type = 'adjustment' and is_lost) as shrunk,
    -sum(value_minor) filter (where type = 'adjustment' and is_lost) as shrunk_minor,
    sum(value_minor) filter (where type = 'revaluation') as revalued_minor,
    0 as out_minutes, 0 as ranged,
    sum(quantity * (business_date - date '2000-01-01')) as units_moment,
    sum(value_minor * (business_date - date '2000-01-01')) as value_moment
  from (
    select store_id, product_id, business_date, type, quantity, value_minor, 0 as line_quantity,
      0 as net_minor, 0 as tax_minor, 0 as discount_minor, 0 as loss_minor,
      coalesce(reason, '') in ('damaged', 'expired', 'theft', 'lost') as is_lost
    from stock_movement
    union all
    select s.store_id, l.product_id, coalesce(m.business_date, s.business_date), 'line', 0, 0, l.quantity,
      l.net_minor, l.tax_minor, l.discount_minor, 0, false
    from sale s
    join sale_line l on l.sale_id = s.id
    left join stock_movement m on m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id
    union all
    select store_id, product_id, business_date, 'finding', 0, 0, 0, 0, 0, 0, greatest(-sum(value_minor), 0), false
    from stock_movement where type in ('count', 'count_correction')
    group by store_id, product_id, business_date, coalesce(corrects_id, id)
  ) r
  group by 1, 2, 3`;

/** SQL of what sold in each hour, as the sales themselves tell it. */
export const rawHours = `
  select store_id, business_date, hour, sum(net_minor) as net_minor, sum(units) as units, sum(transactions) as transactions
  from (
    select s.store_id, coalesce(m.business_date, s.business_date) as business_date,
      extract(hour from coalesce(m.occurred_at, s.occurred_at) at time zone o.time_zone) as hour,
      l.net_minor, 0 as units, 0 as transactions
    from sale s
    join store o on o.id = s.store_id
    join sale_line l on l.sale_id = s.id
    left join stock_movement m on m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id
    union all
    select m.store_id, m.business_date, extract(hour from m.occurred_at at time zone o.time_zone), 0, -m.quantity, 0
    from stock_movement m join store o on o.id = m.store_id where m.type in ('sale', 'return')
    union all
    select s.store_id, s.business_date, extract(hour from s.occurred_at at time zone o.time_zone), 0, 0, 1
    from sale s join store o on o.id = s.store_id
    where exists (select from sale_line l where l.sale_id = s.id and l.quantity > 0)
  ) h
  group by 1, 2, 3`;

/**
 * What two relations with the same keys say differently, zeros and missing rows being the same; none: they agree.
 * @param told SQL of what the product says
 * @param truth SQL of what is so
 */
export async function differences(
  client: pg.Pool | pg.PoolClient,
  { told, truth, keys, measures }: { told: string; truth: string; keys: string[]; measures: string[] },
): Promise<unknown[]> {
  const list = measures.map((name) => `coalesce(sum(${name}), 0) as ${name}`).join(', ');
  const side = (sql: string) => `(select ${keys.join(', ')}, ${list} from (${sql}) x group by ${keys.join(', ')})`;
  const differs = measures.map((name) => `coalesce(t.${name}, 0) <> coalesce(r.${name}, 0)`).join(' or ');
  const { rows } = await client.query<Record<string, unknown>>(
    `select to_jsonb(t) as told, to_jsonb(r) as truth from ${side(told)} t full join ${side(truth)} r using (${keys.join(', ')})
     where ${differs} limit 3`,
  );
  return rows;
}
