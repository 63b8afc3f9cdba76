import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { getDashboard } from '#domain/analytics/dashboard.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { getStockHistory } from '#domain/stock/stock.actions.ts';

let database: TestDatabase;
let platform: Platform;
let london: string;
let auckland: string;
let mug: string;
let postage: string;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** A Wednesday, 12:00 in London; in Auckland, 12 hours ahead, Thursday has just begun. */
const now = new Date('2025-06-18T11:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db, { clock: { now: () => now, newId: () => '' } });
  london = await openStore(database.sql, 'LON');
  auckland = await openStore(database.sql, 'AKL', { currency: 'JPY', time_zone: 'Pacific/Auckland' });
  [mug = '', postage = ''] = await addProducts(database.sql, ['MUG', 'POSTAGE']);
  await database.sql.query('update product set is_stocked = false where id = $1', [postage]);
  await post(database.sql, [
    {
      key: 'in',
      store_id: london,
      product_id: mug,
      type: 'receipt',
      quantity: 100,
      unit_cost: 1.5,
      occurred_at: '2025-05-01T10:00:00Z',
    },
  ]);
  let count = 0;
  const sell = (storeId: string, soldAt: string, sku: string, quantity: string, unitPrice: string, taxMinor = 0) =>
    recordSale(
      platform,
      admin,
      { storeId, soldAt, lines: [{ sku, quantity, unitPrice, taxMinor }] },
      `sale-${(count += 1)}`,
    );
  await sell(london, '2025-06-18T08:00:00Z', 'MUG', '3', '10', 500); // today: 2500 net
  await sell(london, '2025-06-18T09:00:00Z', 'MUG', '-1', '10'); // a return: -1000
  await sell(london, '2025-06-18T10:00:00Z', 'POSTAGE', '50', '1'); // 5000, no thing on a shelf
  await sell(london, '2025-06-17T22:59:59Z', 'MUG', '4', '10'); // 23:59:59 in London: yesterday
  await sell(london, '2025-06-11T11:00:00Z', 'MUG', '5', '10'); // last week, just in time
  await sell(london, '2025-06-11T11:00:01Z', 'MUG', '6', '10'); // last week, later in the day
  await sell(london, '2025-06-10T22:59:59Z', 'MUG', '7', '10'); // last week's day before
  await sell(london, '2025-05-20T12:00:00Z', 'MUG', '8', '10'); // the first of 30 days
  await sell(london, '2025-05-19T12:00:00Z', 'MUG', '9', '10'); // the day before it
  await sell(auckland, '2025-06-18T10:59:00Z', 'MUG', '2', '100'); // 22:59 of the same Wednesday in Auckland
});
afterAll(() => database.close());

describe('the dashboard', () => {
  test('compares today with last week up to the same time, by each store’s own day', async () => {
    const { stores, currencies } = await getDashboard(platform, admin, {});
    expect(stores).toEqual([
      {
        storeId: auckland,
        name: 'AKL',
        currency: 'JPY',
        businessDate: '2025-06-18',
        revenueMinor: 200,
        revenueLastWeekMinor: 0,
      },
      {
        storeId: london,
        name: 'LON',
        currency: 'GBP',
        businessDate: '2025-06-18',
        revenueMinor: 6500,
        revenueLastWeekMinor: 5000,
      },
    ]);
    expect(currencies).toMatchObject([
      { currency: 'GBP', revenueMinor: 6500, revenueLastWeekMinor: 5000, units: '52', unitsLastWeek: '5' },
      { currency: 'JPY', revenueMinor: 200, revenueLastWeekMinor: 0, units: '2' },
    ]);
  });

  test('ends at the given time on both days: what is sold later today is not there yet', async () => {
    const at = (time: string) => ({ ...platform, clock: { ...platform.clock, now: () => new Date(time) } });
    const revenue = async (time: string) => {
      const { stores } = await getDashboard(at(time), admin, { store: london });
      return stores.map(({ revenueMinor, revenueLastWeekMinor }) => [revenueMinor, revenueLastWeekMinor])[0];
    };
    expect(await revenue('2025-06-18T07:59:59Z')).toEqual([0, 0]);
    expect(await revenue('2025-06-18T09:00:00Z')).toEqual([1500, 0]);
    expect(await revenue('2025-06-18T11:00:01Z')).toEqual([6500, 11_000]);
  });

  test('a new day begins with each store’s midnight', async () => {
    const later = { ...platform, clock: { ...platform.clock, now: () => new Date('2025-06-18T12:00:00Z') } };
    const { stores } = await getDashboard(later, admin, {});
    expect(stores.map(({ businessDate, revenueMinor }) => [businessDate, revenueMinor])).toEqual([
      ['2025-06-19', 0],
      ['2025-06-18', 6500],
    ]);
  });

  test('tells the revenue of 30 business days, days without any too, currency by currency', async () => {
    const { revenue } = await getDashboard(platform, admin, {});
    const pounds = revenue.filter(({ currency }) => currency === 'GBP');
    expect(pounds).toHaveLength(30);
    expect(pounds[0]).toEqual({ date: '2025-05-20', currency: 'GBP', revenueMinor: 8000 });
    expect(pounds.at(-1)).toEqual({ date: '2025-06-18', currency: 'GBP', revenueMinor: 6500 });
    expect(pounds.find(({ date }) => date === '2025-06-11')?.revenueMinor).toBe(11_000);
    expect(pounds.find(({ date }) => date === '2025-06-01')?.revenueMinor).toBe(0);
    expect(revenue.filter(({ currency, revenueMinor }) => currency === 'JPY' && revenueMinor !== 0)).toEqual([
      { date: '2025-06-18', currency: 'JPY', revenueMinor: 200 },
    ]);
  });

  test('names what sells by units, net of returns; charges are no things', async () => {
    const { topSellers } = await getDashboard(platform, admin, {});
    expect(topSellers).toEqual([
      {
        productId: mug,
        sku: 'MUG',
        name: 'Product MUG',
        units: String(3 - 1 + 4 + 5 + 6 + 7 + 8 + 2),
        revenue: [
          { currency: 'GBP', amountMinor: 2500 - 1000 + 4000 + 5000 + 6000 + 7000 + 8000 },
          { currency: 'JPY', amountMinor: 200 },
        ],
      },
    ]);
  });

  test('values what is on hand; negative stock counts as none', async () => {
    const { currencies, levels } = await getDashboard(platform, admin, {});
    // 100 - 3 + 1 - 4 - 5 - 6 - 7 - 8 - 9 = 59 at 1.50
    expect(currencies.map(({ stockValueMinor }) => stockValueMinor)).toEqual([59 * 150, 0]);
    expect(levels).toEqual({ tracked: 2, low: 0, out: 0, negative: 1 });
  });

  test('shows one store when asked to', async () => {
    const { stores, currencies, levels } = await getDashboard(platform, admin, { store: auckland });
    expect(stores.map(({ storeId }) => storeId)).toEqual([auckland]);
    expect(currencies.map(({ currency }) => currency)).toEqual(['JPY']);
    expect(levels.tracked).toBe(1);
  });
});

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
