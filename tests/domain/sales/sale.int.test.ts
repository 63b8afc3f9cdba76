import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, onHand, openStore } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { keyOf } from '#domain/platform/key.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { NewSale } from '#domain/sales/sale.ts';

let database: TestDatabase;
let made = 0;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** A store in which a sale is recorded whatever there is. */
const open = (code: string, settings: Record<string, string> = {}) =>
  openStore(database.sql, code, { overselling: 'allow', ...settings });

beforeAll(async () => {
  database = await testDatabase();
  await addProducts(database.sql, ['MUG']);
});
afterAll(() => database.close());

test.each([
  ['GBP', 2, 1999, 15, 100],
  ['JPY', 0, 20, 15, 3],
  ['KWD', 3, 19_990, 15, 100],
])(
  'amounts in %s are in its own minor unit (%i decimals), to the last one',
  async (currency, _decimals, gross, discountMinor, taxMinor) => {
    const storeId = await open(currency, { currency });
    const line = { sku: 'MUG', quantity: '1', unitPrice: '19.99', discountMinor, taxMinor };
    const done = await recordSale(testPlatform(database.db), admin, { storeId, lines: [line] }, `money ${currency}`);
    expect(done).toMatchObject({ currency, totalMinor: gross - discountMinor });
    const { rows } = await database.sql.query(
      'select net_minor, tax_minor, discount_minor from sale_line where sale_id = $1',
      [done.saleId],
    );
    expect(rows).toEqual([
      { net_minor: String(gross - discountMinor - taxMinor), tax_minor: String(taxMinor), discount_minor: '15' },
    ]);
  },
);

test('the largest sale that is taken adds up exactly', async () => {
  const storeId = await open('LARGE', { currency: 'KWD' });
  const line = { sku: 'MUG', quantity: '1000000', unitPrice: '10000', taxMinor: 1e13 };
  const sale = NewSale.parse({ storeId, lines: Array.from({ length: 500 }, () => line) });
  const done = await recordSale(testPlatform(database.db), admin, sale, 'large');
  expect(done.totalMinor).toBe(500 * 1_000_000 * 10_000 * 1_000);
  expect(Number.isSafeInteger(done.totalMinor)).toBe(true);
});

test('the time that is meant counts, not how it is written', async () => {
  const storeId = await open('CLOCK', { time_zone: 'America/New_York' });
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

test.each([
  ['a SKU that nobody knows', {}, 'NONE', 'line 1: unknown SKU "NONE"'],
  ['a time to come', { soldAt: '2999-01-01T00:00:00Z' }, 'MUG', 'line 1: soldAt lies more than 24 hours in the future'],
])('a sale of %s is refused in words that read as a sentence', async (_, over, sku, message) => {
  const storeId = await open(`WORDS-${sku}`);
  const sale = { storeId, lines: [{ sku, quantity: '1' }], ...over };
  await expect(recordSale(testPlatform(database.db), admin, sale, `words ${sku}`)).rejects.toMatchObject({
    code: 'sale.invalid',
    message: expect.stringContaining(message) as string,
  });
});

test('a catalogue without a price is the caller’s to fill in', async () => {
  const storeId = await open('PRICE');
  await database.sql.query("insert into product (sku, name) values ('FREE', 'No price')");
  const sale = { storeId, lines: [{ sku: 'FREE', quantity: '1' }] };
  await expect(recordSale(testPlatform(database.db), admin, sale, 'free')).rejects.toMatchObject({
    problem: 'invalid',
    code: 'sale.invalid',
  });
});

describe('discount and tax of a line', () => {
  const line = (over: object) => NewSale.safeParse({ storeId: '1', lines: [{ sku: 'MUG', quantity: '1', ...over }] });

  test.each([
    ['unitPrice', 'must not be negative', { unitPrice: '-0.01' }],
    ['discountMinor', 'must not be negative', { unitPrice: '5', discountMinor: -1 }],
    ['taxMinor', 'must not be negative', { taxMinor: -1 }],
    ['discountMinor', 'must be negative or 0 for a return', { quantity: '-1', discountMinor: 1 }],
    ['taxMinor', 'must be negative or 0 for a return', { quantity: '-1', unitPrice: '5', taxMinor: 1 }],
  ])('%s %s: %j', (field, message, over) => {
    expect(line(over).error?.issues).toMatchObject([{ path: ['lines', 0, field], message }]);
  });

  test.each([
    ['GBP', '1', '5', 300, 200],
    ['GBP', '-1', '5', -300, -200],
    ['GBP', '2', null, 300, 200], // the catalogue says 2.50
    ['JPY', '3', '5', 10, 5],
    ['GBP', '0.333', '0.99', 33, 0], // 32.967 pence, of which the whole is 33
    ['GBP', '1', '0', 0, 0],
  ])(
    'may be all of it, and no more: in %s %s at %j',
    async (currency, quantity, unitPrice, discountMinor, taxMinor) => {
      const storeId = await open(`OFF-${(made += 1)}`, { currency });
      const sell = (more: number) => {
        const off = { discountMinor: discountMinor + more * Math.sign(Number(quantity)), taxMinor };
        const lines = [
          { sku: 'MUG', quantity: '1', unitPrice: '1' },
          { sku: 'MUG', quantity, ...(unitPrice === null ? {} : { unitPrice }), ...off },
        ];
        return recordSale(
          testPlatform(database.db),
          admin,
          NewSale.parse({ storeId, lines }),
          `off ${storeId} ${more}`,
        );
      };
      await expect(sell(1)).rejects.toMatchObject({
        code: 'sale.invalid',
        message: expect.stringContaining('lines.1.discountMinor'),
      });
      const { rows } = await database.sql.query('select from sale where store_id = $1', [storeId]);
      expect(rows).toEqual([]);
      await expect(sell(0)).resolves.toMatchObject({ repeated: false });
    },
  );

  test('is not asked again when the sale is in: a catalogue’s price may have fallen since', async () => {
    const storeId = await open('FALLEN');
    await addProducts(database.sql, ['FALLING'], { price: 9, cost: 1 });
    const sale = { storeId, lines: [{ sku: 'FALLING', quantity: '1', discountMinor: 900 }] };
    const first = await recordSale(testPlatform(database.db), admin, sale, 'fallen');
    await database.sql.query("update product set price = 8 where sku = 'FALLING'");
    const again = await recordSale(testPlatform(database.db), admin, sale, 'fallen');
    expect(again).toEqual({ ...first, repeated: true });
    await expect(recordSale(testPlatform(database.db), admin, sale, 'fallen too')).rejects.toThrow(
      'more than the price',
    );
  });
});

describe('a key of before, which was one for all stores,', () => {
  const soldAt = '2026-06-01T10:00:00.000Z';
  const sale = (storeId: string, quantity = '1') => ({ storeId, soldAt, lines: [{ sku: 'MUG', quantity }] });

  /** Posts as the release did that made such keys. */
  async function asBefore(storeId: string, key: string) {
    const said = [
      { key: keyOf('sale', 'api', key, 1), sku: 'MUG', quantity: '1', unitPrice: null, discountMinor: 0, taxMinor: 0 },
    ];
    const row = [
      1,
      said[0]?.key,
      keyOf(storeId, soldAt, JSON.stringify(said)),
      storeId,
      'MUG',
      key,
      soldAt,
      '1',
      null,
      0,
      0,
    ];
    const { rows } = await database.app.query<{ id: string; repeated: boolean }>(
      "select id, repeated from record_sale($1::jsonb, $2, 'api', $3, 'before')",
      [JSON.stringify([[...row, null, null]]), storeId, key],
    );
    return rows[0];
  }

  test('still names its sale: the same again is no other, and anything else is a conflict', async () => {
    const [here, there] = [await open('BEFORE'), await open('BESIDE')];
    const was = await asBefore(here, 'old key');
    const platform = testPlatform(database.db);
    expect(await recordSale(platform, admin, sale(here), 'old key')).toMatchObject({ saleId: was?.id, repeated: true });
    for (const other of [sale(here, '2'), sale(there)])
      await expect(recordSale(platform, admin, other, 'old key')).rejects.toMatchObject({ code: 'sale.conflict' });
  });

  test('is not made for a sale that has one of today: a release that went back posts nothing twice', async () => {
    const here = await open('BACK');
    const platform = testPlatform(database.db);
    await recordSale(platform, admin, sale(here), 'new key');
    await expect(asBefore(here, 'new key')).rejects.toThrow('sale.conflict');
    expect(await onHand(database.sql, here, '1')).toBe(-1);
  });
});
