import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import { listFigures } from '#domain/analytics/figures.actions.ts';
import { ListFigures } from '#domain/analytics/figures.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const hours = Object.fromEntries(weekdays.map((day) => [day, [{ opens: '09:00', closes: '18:00' }]]));

beforeAll(async () => {
  database = await testDatabase();
  const store = await openStore(database.sql, 'LON', { time_zone: 'UTC', hours: JSON.stringify(hours) });
  const [mug = ''] = await addProducts(database.sql, ['MUG', 'NEVER']);
  await post(database.sql, [
    {
      key: '1',
      store_id: store,
      product_id: mug,
      type: 'receipt',
      unit_cost: 1,
      quantity: 5,
      occurred_at: '2025-06-01T10:00:00Z',
    },
  ]);
  await database.sql.query('select fold_facts(4)');
});
afterAll(() => database.close());

async function figuresAt(time: string, from = time.slice(0, 10)) {
  const platform = testPlatform(database.db, { clock: { now: () => new Date(time), newId: () => '' } });
  await refreshAvailability(platform);
  const query = ListFigures.parse({ from, to: time.slice(0, 10), by: 'store' });
  return (await listFigures(platform, admin, query)).total.figures;
}

test('before any shop has opened today that is why nothing is known of stock-outs', async () => {
  const { stockOutRate } = await figuresAt('2025-06-18T02:10:00Z');
  expect(stockOutRate).toEqual({ value: null, reason: 'No shop has been open yet today' });
});

test('once a shop is open, or over days of which some were open, the rate is known', async () => {
  expect((await figuresAt('2025-06-18T10:00:00Z')).stockOutRate.value).toBe(0);
  expect((await figuresAt('2025-06-18T02:10:00Z', '2025-06-16')).stockOutRate.value).toBe(0);
});

test('missed sales of nothing are nothing, without a band around it', async () => {
  expect((await figuresAt('2025-06-18T10:00:00Z')).missedSales).toEqual({ value: 0 });
});
