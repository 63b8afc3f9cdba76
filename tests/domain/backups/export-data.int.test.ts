import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportData } from '#domain/backups/export-data.actions.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { sell } from '#tests/setup/facts.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { type MemoryVault, memoryVault } from './backups.ts';

let database: TestDatabase;
let vault: MemoryVault;
let store: string;
let products: string[];
const day = 86_400_000;
/** Noon of so many days ago. */
const ago = (days: number) => `${dateOf(days)}T12:00:00Z`;
const dateOf = (days: number) => new Date(Date.now() - days * day).toISOString().slice(0, 10);

beforeAll(async () => {
  Object.assign(process.env, {
    STAGE: 'test',
    DATABASE_ARN: 'cluster',
    DATABASE_SECRET_ARN: 'app',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  database = await testDatabase();
  vault = memoryVault();
  store = await openStore(database.sql, 'LDN', { time_zone: 'UTC' });
  products = await addProducts(database.sql, ['TEA', 'A "large", mug']);
  await post(database.sql, [
    {
      key: 'in',
      store_id: store,
      product_id: products[0] ?? '',
      type: 'receipt',
      quantity: 100,
      unit_cost: 1,
      occurred_at: ago(5),
    },
  ]);
  await sell(database.app, store, 'S1', [
    { sku: 'TEA', quantity: 3, price: 2.5, tax: 125, discount: 0.05, at: ago(4) },
    { sku: 'A "large", mug', quantity: 1, at: ago(4) },
  ]);
  await sell(database.app, store, 'S2', [{ sku: 'TEA', quantity: 2, at: ago(2) }]);
});
afterAll(() => database.close());

type Line = Record<string, string>;
const run = () => exportData({ db: database.db, vault });
const file = (kind: string, days: number): Line[] => {
  const bytes = vault.objects.get(`${kind}/business_date=${dateOf(days)}/${kind}.csv.gz`);
  return bytes === undefined ? [] : parse<Line>(gunzipSync(bytes).toString(), { columns: true });
};
const teaAt = (days: number) => file('inventory', days).find(({ sku }) => sku === 'TEA')?.['on_hand'];

test('each day that is over has a file of its sales and one of the stock at its close', async () => {
  await sell(database.app, store, 'today', [{ sku: 'TEA', quantity: 1, at: new Date().toISOString() }]);
  expect(await run()).toEqual({ days: 2 + 5, rows: 3 + 5 * 2, left: 0 });
  expect(file('sales', 4)).toMatchObject([
    {
      store: 'LDN',
      currency: 'GBP',
      external_id: 'S1',
      sku: 'TEA',
      quantity: '3',
      unit_price: '2.5',
      discount_minor: '5',
    },
    { sku: 'A "large", mug', product: 'Product A "large", mug', category: '', quantity: '1' },
  ]);
  expect([5, 4, 3, 2, 1].map(teaAt)).toEqual(['100', '97', '97', '95', '95']);
  expect(file('sales', 0)).toEqual([]);
});

test('a day that changes later is written again, and its stock and that of the days since', async () => {
  // What was seen by the last look only is looked through once more: rows can come to light after later ones.
  await run();
  expect(await run()).toEqual({ days: 0, rows: 0, left: 0 });
  const written = vault.objects.get(`sales/business_date=${dateOf(2)}/sales.csv.gz`);
  await sell(database.app, store, 'late', [{ sku: 'TEA', quantity: 7, at: ago(4) }]);
  expect(await run()).toMatchObject({ days: 1 + 4, left: 0 });
  expect(file('sales', 4).map(({ external_id: id }) => id)).toEqual(['S1', 'S1', 'late']);
  expect([5, 4, 3, 2, 1].map(teaAt)).toEqual(['100', '90', '90', '88', '88']);
  expect(vault.objects.get(`sales/business_date=${dateOf(2)}/sales.csv.gz`)).toBe(written);
});

test('what there was no time for is done by the next run; a day that changes while it is written is written again', async () => {
  // Of the day of the sale before, which is looked at once more, and of its own; and the stock since the older one.
  await sell(database.app, store, 'more', [{ sku: 'TEA', quantity: 1, at: ago(3) }]);
  expect(await exportData({ db: database.db, vault }, { remainingMs: () => 30_000 })).toMatchObject({
    days: 0,
    left: 2 + 4,
  });
  let isSold = false;
  const busy = {
    ...vault,
    put: async (...object: Parameters<MemoryVault['put']>) => {
      await vault.put(...object);
      if (isSold) return;
      isSold = true;
      await sell(database.app, store, 'meanwhile', [{ sku: 'TEA', quantity: 1, at: ago(3) }]);
      await exportData({ db: database.db, vault: memoryVault() }, { remainingMs: () => 0 });
    },
  };
  await exportData({ db: database.db, vault: busy });
  await run();
  expect(file('sales', 3).map(({ external_id: id }) => id)).toEqual(['more', 'meanwhile']);
  expect(teaAt(1)).toBe('86');
});

test('many lines come in their order, and none is missing', async () => {
  const lines = Array.from({ length: 3_500 }, (_, nth) => ({ sku: 'TEA', quantity: 1, at: ago(1), key: `n${nth}` }));
  for (let from = 0; from < lines.length; from += 500)
    await sell(database.app, store, `big ${from}`, lines.slice(from, from + 500));
  await run();
  const found = file('sales', 1);
  expect(found).toHaveLength(3_500);
  const ids = found.map(({ sale_id: sale, line }) => Number(sale) * 1e9 + Number(line));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
});
