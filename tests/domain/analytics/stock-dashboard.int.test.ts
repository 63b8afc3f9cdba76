import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { getStockDashboard } from '#domain/analytics/stock-dashboard.actions.ts';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { listStock } from '#domain/stock/stock.actions.ts';
import { ListStock } from '#domain/stock/stock.ts';

let database: TestDatabase;
let platform: Platform;
let leeds: string;
let york: string;
let slow: string;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const now = new Date('2026-06-30T12:00:00Z');
const before = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

/** Fast sells 2 a day, slow 1 in ten days, dead not at all, gone is out since 4 days ago, after 2 a day. */
beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db, { clock: { now: () => now, newId: () => '' } });
  leeds = await openStore(database.sql, 'LEEDS');
  york = await openStore(database.sql, 'YORK');
  const tokyo = await openStore(database.sql, 'TOKYO', { currency: 'JPY', time_zone: 'Asia/Tokyo' });
  const skus = ['FAST', 'SLOW', 'DEAD', 'GONE'];
  const products = await addProducts(database.sql, skus);
  slow = products[1] ?? '';
  const received = { FAST: [200, 100], SLOW: [50, 100], DEAD: [30, 200], GONE: [192, 100] } as const;
  for (const storeId of [leeds, york, tokyo])
    for (const [index, [quantity, ago]] of Object.values(received).entries())
      await post(database.sql, [
        {
          key: `${storeId} ${index}`,
          store_id: storeId,
          product_id: products[index] ?? '',
          type: 'receipt',
          quantity,
          unit_cost: 1,
          occurred_at: before(ago),
        },
      ]);
  for (let ago = 99; ago >= 1; ago -= 1)
    for (const storeId of [leeds, york]) {
      const line = (sku: string, quantity: string) => ({ sku, quantity, unitPrice: '3', taxMinor: 0 });
      const lines = [
        line('FAST', storeId === leeds ? '1' : '2'),
        ...(ago % 10 === 0 ? [line('SLOW', '1')] : []),
        ...(ago >= 4 ? [line('GONE', '2')] : []),
      ];
      await recordSale(platform, admin, { storeId, soldAt: before(ago), lines }, `sale ${storeId} ${ago}`);
    }
  expect(await foldFacts(platform)).toMatchObject({ isDone: true });
}, 120_000);
afterAll(() => database.close());

const listed = async (query: Record<string, string>) =>
  (await listStock(platform, admin, ListStock.parse({ ...query, limit: '200' }))).items;

const worth = (rows: { valueMinor: number }[]) => rows.reduce((sum, { valueMinor }) => sum + valueMinor, 0);

async function expectListsToAddUp({ cover, classes, valueMinor: whole }: StockDashboard): Promise<void> {
  for (const { kind, fromDays, toDays, positions, valueMinor } of cover) {
    const query: Record<string, string> =
      kind === 'noDemand'
        ? { noDemand: 'yes' }
        : { coverFrom: String(fromDays), ...(toDays === null ? {} : { coverTo: String(toDays) }) };
    const rows = await listed({ ...query, currency: 'GBP' });
    expect([rows.length, worth(rows)]).toEqual([positions, valueMinor]);
  }
  for (const { abc, xyz, products, valueMinor } of classes) {
    const rows = await listed({ abc, xyz, currency: 'GBP' });
    expect(new Set(rows.map(({ productId }) => productId)).size).toBe(products);
    expect(worth(rows)).toBe(valueMinor);
    expect(rows.every((row) => row.abc === abc && row.xyz === xyz)).toBe(true);
  }
  expect(worth(await listed({ currency: 'GBP' }))).toBe(whole);
}

describe('the dashboard of stock', () => {
  let dashboard: StockDashboard;
  beforeAll(async () => {
    dashboard = await getStockDashboard(platform, admin, {});
  });

  test('values what the ledger holds, in one currency', () => {
    const held = 200 - 99 + (200 - 198) + 2 * (50 - 9) + 2 * 30;
    expect(dashboard).toMatchObject({ currency: 'GBP', demandTo: '2026-06-29', valueMinor: held * 100 });
    expect(dashboard.retailMinor).toBe(held * 250);
    expect(dashboard.levels).toEqual({ tracked: 8, low: 0, lowAndGone: 0, out: 2, negative: 0 });
  });

  test('tells how long stock lasts at the rate at which it sells while in stock', () => {
    const positions = dashboard.cover.map(({ kind, fromDays, toDays, positions: count }) => [
      kind,
      fromDays,
      toDays,
      count,
    ]);
    expect(positions).toEqual([
      ['days', 0, 0, 2], // GONE
      ['days', 0, 7, 1], // FAST in York: 2 left at 2 a day
      ['days', 7, 14, 0],
      ['days', 14, 28, 0],
      ['days', 28, 56, 0],
      ['days', 56, 91, 0],
      ['days', 91, null, 3], // FAST in Leeds: 101 at 1 a day; SLOW
      ['noDemand', 0, null, 2], // DEAD
    ]);
    expect(dashboard.cover.reduce((sum, { valueMinor }) => sum + valueMinor, 0)).toBe(dashboard.valueMinor);
  });

  test('classes products by what all stores of the currency earn with them', () => {
    const classes = dashboard.classes.map(({ abc, xyz, products }) => [abc, xyz, products]);
    expect(classes).toEqual([
      ['A', 'X', 2], // GONE, which made 57 % of the margin, and FAST, which crossed 80 %
      ['C', 'Y', 1], // SLOW sells in 9 weeks of 13
      ['U', '-', 1], // DEAD
    ]);
  });

  test('tells how old stock is, and what nobody wants', () => {
    const ages = dashboard.ageing.map(({ fromDays, units }) => [fromDays, Number(units)]);
    expect(ages).toEqual([
      [0, 0],
      [31, 0],
      [61, 0],
      [91, 101 + 2 + 82],
      [181, 60],
    ]);
    expect(dashboard.dead).toEqual({ positions: 2, valueMinor: 6000 });
  });

  test('tells what is out, since when, and what was missed for it', () => {
    const [first] = dashboard.stockOuts.open;
    expect(dashboard.stockOuts.open).toHaveLength(2);
    expect(first).toMatchObject({
      sku: 'GONE',
      since: before(4),
      dailyUnits: expect.stringMatching(/^2(\.0\d*)?$|^1\.9/),
    });
    // Out for 3 days and 11 hours of the 30 days up to yesterday's midnight, at 2 a day for 3.00.
    const out = 3 + 11 / 24;
    expect(dashboard.stockOuts.rate.value).toBeCloseTo((out * 2) / (30 * 8), 3);
    expect(dashboard.stockOuts.rate.reason).toContain('no opening hours: 2');
    const { missed } = dashboard.stockOuts;
    expect(missed.value).toBeGreaterThan(out * 2 * 300 * 2 * 0.97);
    expect(missed.value).toBeLessThan(out * 2 * 300 * 2 * 1.05);
    expect(missed.low).toBeLessThanOrEqual(missed.value ?? 0);
    expect(missed.high).toBeGreaterThanOrEqual(missed.value ?? 0);
  });

  test('opens a list of as many positions, worth as much, behind every column', async () => {
    await expectListsToAddUp(dashboard);

    const dead = await listed({ dead: 'yes', currency: 'GBP' });
    expect({ positions: dead.length, valueMinor: worth(dead) }).toEqual(dashboard.dead);
    expect((await listed({ ageFrom: '91', currency: 'GBP' })).map(({ sku }) => sku).toSorted()).toEqual(
      'FAST FAST SLOW SLOW'.split(' '),
    );
    const [gone] = await listed({ state: 'out', store: leeds });
    expect(gone).toMatchObject({ sku: 'GONE', outSince: before(4), coverDays: null });
  });

  test('of one store tells its own', async () => {
    const own = await getStockDashboard(platform, admin, { store: york });
    expect(own.levels.tracked).toBe(4);
    expect(own.cover[1]).toMatchObject({ positions: 1 });
    expect(own.stockOuts.open.map(({ storeId }) => storeId)).toEqual([york]);
  });

  test('opens lists that add up to it where stock is below zero and costs are no round amounts', async () => {
    const line = { sku: 'FAST', quantity: '5', unitPrice: '3', taxMinor: 0 };
    await recordSale(platform, admin, { storeId: york, soldAt: now.toISOString(), lines: [line] }, 'too many');
    const third = { key: 'third', store_id: york, product_id: slow, type: 'receipt', quantity: 7, unit_cost: 1.3333 };
    await post(database.sql, [{ ...third, occurred_at: now.toISOString() }]);
    const sold = { storeId: york, soldAt: now.toISOString(), lines: [{ ...line, sku: 'SLOW', quantity: '3' }] };
    await recordSale(platform, admin, sold, 'odd cost');
    const negative = await listed({ state: 'negative', currency: 'GBP' });
    expect(negative).toMatchObject([{ sku: 'FAST', onHand: '-3', valueMinor: -300 }]);
    await expectListsToAddUp(await getStockDashboard(platform, admin, {}));
  });

  test('tells a chain in which nothing has moved so, without a wrong number', async () => {
    const stranger = {
      userId: 'v',
      grants: [{ role: 'viewer' as const, storeId: await openStore(database.sql, 'NEW') }],
    };
    const empty = await getStockDashboard(platform, stranger, {});
    expect(empty).toMatchObject({ demandTo: null, valueMinor: 0, stockOuts: { rate: { value: null }, open: [] } });
  });
});
