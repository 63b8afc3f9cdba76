import { systemClock } from '#domain/platform/clock.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

/** The day that is planned in these tests, and an instant of it. */
export const today = '2026-06-15';
export const at = `${today}T06:00:00.000Z`;
/** So many days later. */
export const later = (days: number): string => new Date(Date.parse(at) + days * 86_400_000).toISOString();

export const platformAt = (database: TestDatabase, now = at): Platform =>
  testPlatform(database.db, { clock: { ...systemClock, now: () => new Date(now) } });

let counter = 0;
export const next = (what: string): string => `${what} ${(counter += 1)}`;

/** What sells of a product, and what it takes to get more. */
export type Terms = {
  onHand?: number;
  daily?: number;
  variance?: number;
  pack?: number;
  minOrder?: number;
  lead?: number;
  cost?: number;
  price?: number;
};

/** A store whose sales up to yesterday are known. */
export async function shop({ sql }: TestDatabase, settings: Record<string, string> = {}): Promise<string> {
  const storeId = await openStore(sql, next('S'), settings);
  await knowDay(sql, storeId, '2026-06-14');
  return storeId;
}

/** Says that the sales of a store are known up to a day. */
export async function knowDay(sql: TestDatabase['sql'], storeId: string, day: string): Promise<void> {
  await sql.query(
    `insert into store_availability (store_id, opening, first_day, last_day, told_to, demand_to, demand_at)
     values ($1, '', $2::date - 400, $2::date + 7, $2, $2, $2::date + 1)
     on conflict (store_id) do update set told_to = $2, demand_to = $2, demand_at = $2::date + 1, is_restated = false`,
    [storeId, day],
  );
}

export async function supplier({ sql }: TestDatabase, minimum: number | null = null): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    'insert into supplier (code, name, email, min_order_value) values ($1, $1, $2, $3) returning id',
    [next('V'), 'orders@supplier.example', minimum],
  );
  return rows[0]?.id ?? '';
}

/** A product that a supplier sells and that lies in a store. */
export async function product(database: TestDatabase, storeId: string, supplierId: string | null, terms: Terms = {}) {
  const { price = 5, cost = 2 } = terms;
  const [productId = ''] = await addProducts(database.sql, [next('P')], { price, cost });
  if (supplierId !== null)
    await database.sql.query(
      `insert into supplier_item (supplier_id, product_id, pack_size, min_order, lead_time_days, cost)
       values ($1, $2, $3, $4, $5, $6)`,
      [supplierId, productId, terms.pack ?? 1, terms.minOrder ?? 0, terms.lead ?? 9, cost],
    );
  await stock(database, storeId, productId, terms);
  return productId;
}

/** Puts a product into a store, and says what sells of it there. */
export async function stock(
  { sql }: TestDatabase,
  storeId: string,
  productId: string,
  { onHand = 17, daily = 3.1, variance = 4, cost = 2, price = 5 }: Terms,
): Promise<void> {
  const row = { key: next('m'), store_id: storeId, product_id: productId, occurred_at: '2026-05-01T09:00:00Z' };
  // A product that was sold out has been there all the same.
  await post(sql, [{ ...row, type: 'receipt', quantity: Math.max(onHand, 1), unit_cost: cost }]);
  if (onHand < 1) await post(sql, [{ ...row, key: next('m'), type: 'sale', quantity: onHand - 1 }]);
  if (daily === 0) return;
  await sql.query(
    `insert into product_demand (store_id, product_id, currency, as_of, first_day, demand_days, in_stock_days, daily_units,
       daily_variance, sales, weeks, in_stock_weeks, xyz, abc, units, net_minor, margin_minor, last_sold_on,
       last_received_on, age_units, age_minor)
     select $1, $2, s.currency, '2026-06-14', '2025-01-01', 28, 28, $3::numeric, $4, 60,
       array_fill($3::numeric * 7, array[13]), 13, 'X', 'A', $3::numeric * 90, ($3::numeric * 90 * $6::numeric * 100)::bigint,
       ($3::numeric * 90 * ($6::numeric - $5::numeric) * 100)::bigint, '2026-06-14', '2026-05-01', '{0,0,0,0,0}', '{0,0,0,0,0}'
     from store s where s.id = $1`,
    [storeId, productId, daily, variance, cost, price],
  );
}

export type Kept = {
  id: string;
  product_id: string;
  kind: string;
  status: string;
  quantity: number;
  from_store_id: string | null;
  holds: string[];
  sentence: string;
  inputs: Record<string, unknown>;
  order_id: string | null;
  transfer_id: string | null;
};

/** A store's suggestions in the order in which they were made. */
export async function suggestionsOf({ sql }: TestDatabase, storeId: string, status?: string): Promise<Kept[]> {
  const { rows } = await sql.query<Kept>(
    `select id, product_id, kind, status, quantity::float8, from_store_id, holds, sentence, inputs, order_id, transfer_id
     from suggestion where store_id = $1 and ($2::text is null or status = $2) order by id`,
    [storeId, status ?? null],
  );
  return rows;
}
