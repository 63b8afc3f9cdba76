import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { getStockDashboard } from '#domain/analytics/stock-dashboard.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';

let database: TestDatabase;
let platform: Platform;
let storeId: string;
let productId: string;
let now = new Date('2026-06-30T12:00:00Z');
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const dayMs = 86_400_000;

let count = 0;
/** A movement of so many days ago. */
async function move(ago: number, quantity: number): Promise<void> {
  const occurred = new Date(now.getTime() - ago * dayMs).toISOString();
  const type = quantity > 0 ? 'receipt' : 'sale';
  const key = `m${(count += 1)}`;
  const line = { key, store_id: storeId, product_id: productId, type, quantity, occurred_at: occurred };
  await post(database.sql, [{ ...line, ...(quantity > 0 ? { unit_cost: 1 } : { net_minor: 300 * -quantity }) }]);
}

/** What sells in 28 days by the demand that was worked out, and whether it is said to change. */
async function shown(): Promise<{ sold: number; isChanging: boolean }> {
  const { isChanging } = await getStockDashboard(platform, admin, {});
  const { rows } = await database.sql.query<{ sold: number }>(
    'select round(daily_units * 28)::integer as sold from product_demand where store_id = $1',
    [storeId],
  );
  return { sold: rows[0]?.sold ?? 0, isChanging };
}

const pass = async (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
  await foldFacts(platform);
};

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db, { clock: { now: () => now, newId: () => '' } });
  storeId = await openStore(database.sql, 'LEEDS');
  [productId = ''] = await addProducts(database.sql, ['MUG']);
  await move(60, 1000);
  await move(10, -28);
  await pass(0);
});
afterAll(() => database.close());

test('demand is worked out anew once nothing has changed for a minute, and said to be changing until then', async () => {
  expect(await shown()).toEqual({ sold: 28, isChanging: false });
  await pass(60);
  await move(9, -28);
  await pass(0);
  expect(await shown()).toEqual({ sold: 28, isChanging: true });
  await pass(30);
  expect(await shown()).toEqual({ sold: 28, isChanging: true });
  await pass(30);
  expect(await shown()).toEqual({ sold: 56, isChanging: false });
});

test('sales of a day that is not over change nothing of it', async () => {
  await move(0, -5);
  await pass(1);
  expect(await shown()).toEqual({ sold: 56, isChanging: false });
});

test('demand is worked out anew every ten minutes while changes go on', async () => {
  const sold: number[] = [];
  for (let minute = 0.5; minute <= 12; minute += 0.5) {
    await move(8, -1);
    await pass(30);
    sold.push((await shown()).sold);
  }
  expect(new Set(sold.slice(0, 16))).toEqual(new Set([56]));
  expect(sold.at(-1)).toBeGreaterThan(56 + 15);
  await pass(60);
  expect(await shown()).toEqual({ sold: 56 + 24, isChanging: false });
});
