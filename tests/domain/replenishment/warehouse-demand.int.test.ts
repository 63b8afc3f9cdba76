import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { product, shop, stock, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const shippedFrom = async (storeId: string) =>
  (
    await database.sql.query<{ product_id: string; weeks: string[]; daily: number; variance: number }>(
      'select product_id, weeks, daily_units::float8 as daily, daily_variance::float8 as variance from shipped_from($1)',
      [storeId],
    )
  ).rows;

test("a warehouse's demand is what it ships to the stores that fetch from it, week by week", async () => {
  const [warehouse, store] = [await shop(database), await shop(database)];
  const productId = await product(database, warehouse, await supplier(database), { onHand: 500, daily: 0 });
  await stock(database, store, productId, { onHand: 5 });
  await database.sql.query(
    `insert into product_demand (store_id, product_id, currency, as_of, first_day, demand_days, in_stock_days, daily_units,
       daily_variance, sales, weeks, in_stock_weeks, xyz, abc, units, net_minor, margin_minor, age_units, age_minor)
     select $1, $2, currency, '2026-06-14', '2025-01-01', 28, 28, 0, 0, 0, array_fill(0::numeric, array[53]), 53, '-', 'U', 0, 0, 0,
       '{0,0,0,0,0}', '{0,0,0,0,0}' from store where id = $1`,
    [warehouse, productId],
  );
  // Two shipments in the newest week, one in the third; what came is no demand.
  for (const [day, units] of [
    ['2026-06-14', -30],
    ['2026-06-09', -26],
    ['2026-05-28', -28],
    ['2026-06-01', 100],
  ])
    await database.sql.query(
      'insert into fact_store_product_day (store_id, product_id, business_date, transferred) values ($1, $2, $3, $4)',
      [warehouse, productId, day, units],
    );
  expect(await shippedFrom(warehouse)).toEqual([]);
  await database.sql.query('insert into reorder_policy (store_id, warehouse_id) values ($1, $2)', [store, warehouse]);
  const [row] = await shippedFrom(warehouse);
  expect(row).toMatchObject({ product_id: productId, daily: 3 });
  expect(row?.weeks.map(Number)).toEqual([56, 0, 28, ...Array<number>(50).fill(0)]);
  // The variance of 13 weeks, 56, 0, 28 and ten times 0, is 281.4; a day's is a seventh of it.
  expect(row?.variance).toBeCloseTo(40.205, 2);
});
