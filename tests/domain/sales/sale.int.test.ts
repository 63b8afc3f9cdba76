import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProducts, openStore } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { NewSale } from '#domain/sales/sale.ts';

let database: TestDatabase;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

beforeAll(async () => {
  database = await testDatabase();
  await addProducts(database.sql, ['MUG']);
});
afterAll(() => database.close());

test.each([
  ['GBP', 2, 1999, 15, 100],
  ['JPY', 0, 20, 15, 100],
  ['KWD', 3, 19_990, 15, 100],
])(
  'amounts in %s are in its own minor unit (%i decimals), to the last one',
  async (currency, _decimals, gross, discountMinor, taxMinor) => {
    const storeId = await openStore(database.sql, currency, { currency });
    const line = { sku: 'MUG', quantity: '1', unitPrice: '19.99', discountMinor, taxMinor };
    const done = await recordSale(testPlatform(database.db), admin, { storeId, lines: [line] }, `money ${currency}`);
    expect(done).toMatchObject({ currency, totalMinor: gross - discountMinor });
    const { rows } = await database.sql.query(
      'select net_minor, tax_minor, discount_minor from sale_line where sale_id = $1',
      [done.saleId],
    );
    expect(rows).toEqual([
      { net_minor: String(gross - discountMinor - taxMinor), tax_minor: '100', discount_minor: '15' },
    ]);
  },
);

test('the largest sale that is taken adds up exactly', async () => {
  const storeId = await openStore(database.sql, 'LARGE');
  const line = { sku: 'MUG', quantity: '1000000', unitPrice: '10000', discountMinor: -1e13 };
  const sale = NewSale.parse({ storeId, lines: Array.from({ length: 500 }, () => line) });
  const done = await recordSale(testPlatform(database.db), admin, sale, 'large');
  expect(done.totalMinor).toBe(500 * (1_000_000 * 10_000 * 100 + 1e13));
  expect(Number.isSafeInteger(done.totalMinor)).toBe(true);
});

test('the time that is meant counts, not how it is written', async () => {
  const storeId = await openStore(database.sql, 'CLOCK', { time_zone: 'America/New_York' });
  const at = (soldAt: string) => ({ storeId, soldAt, lines: [{ sku: 'MUG', quantity: '1' }] });
  const platform = testPlatform(database.db);
  const first = await recordSale(platform, admin, at('2026-06-01T23:30:00-04:00'), 'clock');
  const again = await recordSale(platform, admin, at('2026-06-02T03:30:00Z'), 'clock');
  expect(again).toEqual({ ...first, repeated: true });
  const { rows } = await database.sql.query('select occurred_at, business_date::text from sale where id = $1', [
    first.saleId,
  ]);
  expect(rows).toEqual([{ occurred_at: new Date('2026-06-02T03:30:00Z'), business_date: '2026-06-01' }]);
});

test('a catalogue without a price is the caller’s to fill in', async () => {
  const storeId = await openStore(database.sql, 'PRICE');
  await database.sql.query("insert into product (sku, name) values ('FREE', 'No price')");
  const sale = { storeId, lines: [{ sku: 'FREE', quantity: '1' }] };
  await expect(recordSale(testPlatform(database.db), admin, sale, 'free')).rejects.toMatchObject({
    problem: 'invalid',
    code: 'sale.invalid',
  });
});
