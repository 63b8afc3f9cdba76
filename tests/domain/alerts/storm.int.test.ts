import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '#domain/alerts/check.actions.ts';
import type { Db } from '#domain/platform/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

// As many keys as an event carries, and as many events as a large import leaves behind it.
const keys = 1_000;
const events = 50;

let world: AlertWorld;
let stores: string[] = [];
let products: string[] = [];
beforeAll(async () => {
  world = await openAlertWorld({ budgetMs: 60_000, timeoutMs: 50_000 }); // as long as evaluateAlerts waits
  const { sql } = world.database;
  stores = [world.store, await openStore(sql, 'Quay')];
  products = await addProducts(
    sql,
    Array.from({ length: keys }, (_, nth) => `STORM-${nth}`),
  );
  await sql.query('update product set reorder_point = 10 where id = any ($1::bigint[])', [products]);
  for (const storeId of stores) {
    const rows = products.map((productId) => ({
      key: `storm ${storeId} ${productId}`,
      store_id: storeId,
      product_id: productId,
      type: 'receipt',
      quantity: 4,
      unit_cost: 1,
      occurred_at: '2026-06-15T10:00:00Z',
    }));
    await post(sql, rows);
  }
});
afterAll(() => world.database.close());

/** The database, counting what is asked of it. */
function counted(): { db: Db; asked: () => number } {
  let asked = 0;
  const { db } = world.database;
  return {
    db: {
      ...db,
      query: (...query) => {
        asked += 1;
        return db.query(...query);
      },
    },
    asked: () => asked,
  };
}
const openNow = async (): Promise<number> => {
  const { rows } = await world.database.sql.query<{ count: number }>(
    "select count(*)::int as count from alert_episode where resolved_at is null and kind = 'low'",
  );
  return rows[0]?.count ?? 0;
};

test('an event of 1,000 products is one statement', async () => {
  const { db, asked } = counted();
  expect(await evaluate({ ...world.platform, db }, world.store, products)).toEqual({ opened: keys, resolved: 0 });
  expect(asked()).toBe(1);
});

test('fifty events at once, of products in any order, while sales go on, all end with just what is so', async () => {
  const { sql } = world.database;
  const { db, asked } = counted();
  const platform = { ...world.platform, db };
  const began = performance.now();
  const evaluations = Array.from({ length: events }, (_, nth) =>
    evaluate(platform, stores[nth % 2] ?? '', nth % 3 === 0 ? products.toReversed() : products),
  );
  // Sales lock levels, evaluations lock alerts: neither may wait for the other.
  const sales = [1, 2, 3, 4, 5].map((nth) =>
    post(
      sql,
      products.slice(0, 100 * nth).map((productId) => ({
        key: `sale ${nth} ${productId}`,
        store_id: world.store,
        product_id: productId,
        type: 'sale',
        quantity: -1,
        occurred_at: '2026-06-15T11:00:00Z',
      })),
    ),
  );
  // One that failed, a deadlock say, would reject here: the platform's retries would ask more than once for it.
  await Promise.all([...evaluations, ...sales]);
  const took = performance.now() - began;
  expect(asked()).toBe(events);
  expect(await openNow()).toBe(2 * keys);
  expect(took / events).toBeLessThan(1_000); // ms, on a machine at work; some 100 alone
  console.info(`${events} evaluations of ${keys} products each: ${Math.round(took)} ms`);
}, 120_000);
