import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSalesDashboard } from '#domain/analytics/sales-dashboard.actions.ts';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: Platform;
let london: string;
let leeds: string;
let auckland: string;
let mug: string;
let lamp: string;
let postage: string;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** A Wednesday, 12:00 in London; in Auckland, 12 hours ahead, Thursday has just begun. */
const now = new Date('2025-06-18T11:00:00Z');
const week = { from: '2025-06-12', to: '2025-06-18', compare: 'previous' as const };

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db, { clock: { now: () => now, newId: () => '' } });
  london = await openStore(database.sql, 'LON');
  leeds = await openStore(database.sql, 'LEE');
  auckland = await openStore(database.sql, 'AKL', { currency: 'JPY', time_zone: 'Pacific/Auckland' });
  [mug = '', lamp = '', postage = ''] = await addProducts(database.sql, ['MUG', 'LAMP', 'POSTAGE']);
  await database.sql.query('update product set is_stocked = false, cost = null where id = $1', [postage]);
  await database.sql.query("update product set category = 'Kitchen' where id = $1", [mug]);
  const receipt = { type: 'receipt', unit_cost: 1.5 };
  await post(database.sql, [
    { ...receipt, key: '1', store_id: london, product_id: mug, quantity: 100, occurred_at: '2025-05-01T10:00:00Z' },
    { ...receipt, key: '2', store_id: leeds, product_id: lamp, quantity: 10, occurred_at: '2025-06-14T10:00:00Z' },
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
  await sell(leeds, '2025-06-17T22:59:59Z', 'LAMP', '4', '10'); // 23:59:59: yesterday
  await sell(london, '2025-06-11T11:00:00Z', 'MUG', '5', '10'); // last week, just in time
  await sell(london, '2025-06-11T11:00:01Z', 'MUG', '6', '10'); // last week, later in the day
  await sell(london, '2025-06-10T22:59:59Z', 'MUG', '7', '10'); // last week's day before
  await sell(auckland, '2025-06-18T10:59:00Z', 'MUG', '2', '100'); // 22:59 of the same Wednesday in Auckland
  // Half of it folded, the rest not: an answer is the same.
  await database.sql.query('select fold_facts(4)');
});
afterAll(() => database.close());

const ask = (query: Partial<Parameters<typeof getSalesDashboard>[2]> = {}, at = platform): Promise<SalesDashboard> =>
  getSalesDashboard(at, admin, { ...week, ...query });
const later = (time: string) => ({ ...platform, clock: { ...platform.clock, now: () => new Date(time) } });

describe('the sales dashboard', () => {
  test('is about the stores of the currency that most trade in, unless another or one store is asked for', async () => {
    const all = await ask();
    expect(all.scope.currency).toBe('GBP');
    expect(all.scope.currencies).toEqual([
      { currency: 'GBP', stores: 2 },
      { currency: 'JPY', stores: 1 },
    ]);
    expect(all.stores.map(({ storeId }) => storeId)).toEqual([leeds, london]);
    expect((await ask({ currency: 'JPY' })).figures.netSales?.value).toBe(200);
    const one = await ask({ store: auckland });
    expect([one.scope.currency, one.stores.map(({ storeId }) => storeId)]).toEqual(['JPY', [auckland]]);
    await expect(ask({ store: '999' })).rejects.toMatchObject({ code: 'store.unknown' });
  });

  test('tells every day with its stock at the close, and the days it is compared with', async () => {
    const { days, before, figures, figuresBefore } = await ask();
    expect(before).toEqual({ from: '2025-06-05', to: '2025-06-11' });
    expect(days.map(({ date, netMinor, beforeNetMinor }) => [date, netMinor, beforeNetMinor])).toEqual([
      ['2025-06-12', 0, 0],
      ['2025-06-13', 0, 0],
      ['2025-06-14', 0, 0],
      ['2025-06-15', 0, 0],
      ['2025-06-16', 0, 0],
      ['2025-06-17', 4000, 7000],
      ['2025-06-18', 6500, 11_000],
    ]);
    // 100 mugs less 18 sold before; then 10 lamps in, 4 out, and 3 mugs less 1.
    const closes = [82, 82, 92, 92, 92, 88, 86].map((units) => units * 150);
    expect(days.map(({ stockMinor }) => stockMinor)).toEqual(closes);
    expect(days.map(({ transactions }) => transactions)).toEqual([0, 0, 0, 0, 0, 1, 2]);
    expect(days.at(-1)).toMatchObject({
      units: '2',
      marginMinor: 6500 - 2 * 150,
      beforeMarginMinor: 11_000 - 11 * 150,
    });
    expect([figures.netSales, figuresBefore?.netSales]).toEqual([{ value: 10_500 }, { value: 18_000 }]);
  });

  test('leaves out days that lie ahead', async () => {
    const { days, figures } = await ask({ from: '2025-06-16', to: '2025-06-22', compare: 'none' });
    expect(days.map(({ date }) => date)).toEqual(['2025-06-16', '2025-06-17', '2025-06-18']);
    expect(figures.netSales?.value).toBe(10_500);
    const ahead = await ask({ from: '2025-06-20', to: '2025-06-22' });
    expect(ahead.days).toEqual([]);
    expect(ahead.figures.netSales).toEqual({ value: null, reason: 'These days lie ahead' });
    expect(ahead.completeness).toMatchObject({ isAhead: true, completeTo: null });
    // Of today one knows what there is so far.
    expect((await ask({ from: '2025-06-18', to: '2025-06-22' })).completeness).not.toHaveProperty('isAhead');
  });

  test('does not take days before all data for days on which nothing was sold', async () => {
    const { before, days, stores, categories, top, figuresBefore } = await ask({ compare: 'lastYear' });
    expect(before).toEqual({ from: '2024-06-13', to: '2024-06-19', dataFrom: '2025-05-01' });
    for (const one of [...days, ...stores, ...categories, ...top]) expect(one.beforeNetMinor).toBeNull();
    expect(days[0]?.beforeMarginMinor).toBeNull();
    expect(figuresBefore?.netSales).toEqual({ value: null, reason: 'Data begins on 1 May 2025' });
  });

  test('tells which of the days before are known where data begins among them', async () => {
    const { before, days, stores } = await ask({ from: '2025-05-05', to: '2025-05-11' });
    expect(before).toEqual({ from: '2025-04-28', to: '2025-05-04', dataFrom: '2025-05-01' });
    expect(days.map(({ beforeNetMinor }) => beforeNetMinor)).toEqual([null, null, null, 0, 0, 0, 0]);
    expect(stores.map(({ beforeNetMinor }) => beforeNetMinor)).toEqual([0, 0]);
    expect((await ask()).before).not.toHaveProperty('dataFrom');
  });

  test('knows no week before of a chain whose data began within this one', async () => {
    const { today } = await ask({ store: london }, later('2025-05-07T12:00:00Z'));
    expect(today).toMatchObject({ netMinor: 0, lastWeekMinor: null, lastWeekUnits: null });
    const next = await ask({ store: london }, later('2025-05-08T12:00:00Z'));
    expect(next.today).toMatchObject({ netMinor: 0, lastWeekMinor: 0, lastWeekUnits: '0' });
  });

  test('compares a year ago with the same weekdays', async () => {
    const { before } = await ask({ compare: 'lastYear' });
    expect(before).toMatchObject({ from: '2024-06-13', to: '2024-06-19' });
  });

  test('compares today with last week up to the same time, by each store’s own day', async () => {
    expect((await ask()).today).toEqual({ netMinor: 6500, lastWeekMinor: 5000, units: '2', lastWeekUnits: '5' });
    const at = async (time: string) => (await ask({ store: london }, later(time))).today;
    expect(await at('2025-06-18T07:59:59Z')).toMatchObject({ netMinor: 0, lastWeekMinor: 0 });
    expect(await at('2025-06-18T09:00:00Z')).toMatchObject({ netMinor: 1500, lastWeekMinor: 0 });
    expect(await at('2025-06-18T11:00:01Z')).toMatchObject({ netMinor: 6500, lastWeekMinor: 11_000 });
    const tomorrow = await ask({ store: auckland }, later('2025-06-18T12:00:00Z'));
    expect([tomorrow.today.netMinor, tomorrow.stores[0]?.businessDate]).toEqual([0, '2025-06-19']);
  });

  test('tells hours by the clock of the store', async () => {
    const { hours } = await ask();
    expect(hours).toEqual([
      { weekday: 2, hour: 23, netMinor: 4000, units: '4', transactions: 1 },
      { weekday: 3, hour: 9, netMinor: 2500, units: '3', transactions: 1 },
      { weekday: 3, hour: 10, netMinor: -1000, units: '-1', transactions: 0 },
      { weekday: 3, hour: 11, netMinor: 5000, units: '0', transactions: 1 },
    ]);
  });

  test('tells categories and stores, those without sales too where they are stores', async () => {
    const { categories, stores } = await ask();
    expect(categories).toEqual([
      { category: null, netMinor: 9000, marginMinor: 9000 - 600, units: '4', beforeNetMinor: 0 },
      { category: 'Kitchen', netMinor: 1500, marginMinor: 1500 - 300, units: '2', beforeNetMinor: 18_000 },
    ]);
    expect(stores).toMatchObject([
      { storeId: leeds, netMinor: 4000, units: '4', beforeNetMinor: 0 },
      { storeId: london, netMinor: 6500, units: '2', beforeNetMinor: 18_000 },
    ]);
    const idle = await ask({ from: '2025-06-01', to: '2025-06-02', compare: 'none' });
    expect(idle.stores).toMatchObject([
      { storeId: leeds, netMinor: 0, beforeNetMinor: null },
      { storeId: london, netMinor: 0, beforeNetMinor: null },
    ]);
  });

  test('names what sells best and what earns least; charges are no products', async () => {
    const { top, bottom } = await ask();
    expect(top.map(({ sku, netMinor, units, beforeNetMinor }) => [sku, netMinor, units, beforeNetMinor])).toEqual([
      ['LAMP', 4000, '4', 0],
      ['MUG', 1500, '2', 18_000],
    ]);
    expect(bottom.map(({ sku, marginMinor }) => [sku, marginMinor])).toEqual([
      ['MUG', 1200],
      ['LAMP', 3400],
    ]);
    expect((await ask({ store: leeds })).top.map(({ productId }) => productId)).toEqual([lamp]);
  });

  test('of a chain without stores is empty, not an error', async () => {
    const empty = await testDatabase();
    try {
      const bare = testPlatform(empty.db, { clock: platform.clock });
      const dashboard = await getSalesDashboard(bare, admin, week);
      expect(dashboard.scope).toMatchObject({ currency: 'XXX', currencies: [], stores: [] });
      expect(dashboard.figures.netSales).toEqual({ value: null, reason: 'There is no data yet' });
      expect(dashboard.days).toHaveLength(7);
    } finally {
      await empty.close();
    }
  });
});
