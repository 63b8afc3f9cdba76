import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { getStockHistory } from '#domain/stock/stock.actions.ts';

let database: TestDatabase;
let platform: Platform;
let london: string;
let mug: string;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** A Wednesday, 12:00 in London. */
const now = new Date('2025-06-18T11:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db, { clock: { now: () => now, newId: () => '' } });
  london = await openStore(database.sql, 'LON');
  [mug = ''] = await addProducts(database.sql, ['MUG']);
  const row = (occurred_at: string, quantity: number) => ({
    key: occurred_at,
    store_id: london,
    product_id: mug,
    type: quantity > 0 ? 'receipt' : 'sale',
    quantity,
    occurred_at,
  });
  await post(database.sql, [
    row('2025-05-01T10:00:00Z', 100),
    row('2025-05-19T12:00:00Z', -9),
    row('2025-06-10T22:59:59Z', -7),
    row('2025-06-11T11:00:00Z', -11),
    row('2025-06-17T22:59:59Z', -4), // 23:59:59 in London
    row('2025-06-18T08:00:00Z', -10),
  ]);
});
afterAll(() => database.close());

describe('the stock history', () => {
  test('closes each business day as the ledger stood then, days without movement included', async () => {
    const { stores } = await getStockHistory(platform, admin, { productId: mug, days: 40 });
    const points = stores.find(({ storeId }) => storeId === london)?.points ?? [];
    expect(points).toHaveLength(40);
    expect(points.at(-1)).toEqual({ date: '2025-06-18', onHand: '59' });
    const { rows } = await database.sql.query<{ date: string; close: string }>(
      `select d::date::text as date, trim_scale(sum(m.quantity))::text as close
       from generate_series('2025-05-10'::date, '2025-06-18', '1 day') d
       join stock_movement m on m.store_id = $1 and m.product_id = $2 and m.business_date <= d group by d order by d`,
      [london, mug],
    );
    expect(points).toEqual(rows.map(({ date, close }) => ({ date, onHand: close })));
  });

  test('knows nothing of tomorrow', async () => {
    const [lamp = ''] = await addProducts(database.sql, ['LAMP']);
    const row = { store_id: london, product_id: lamp, type: 'receipt' };
    await post(database.sql, [
      { ...row, key: 'l1', quantity: 5, occurred_at: '2025-06-18T09:00:00Z' },
      { ...row, key: 'l2', quantity: 7, occurred_at: '2025-06-19T01:00:00Z' },
    ]);
    const { stores } = await getStockHistory(platform, admin, { productId: lamp, days: 7 });
    expect(stores[0]?.points.map(({ onHand }) => Number(onHand))).toEqual([0, 0, 0, 0, 0, 0, 5]);
  });
});
