import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NewReturn } from '#domain/sales/return.ts';
import { recordReturn } from '#domain/sales/return.actions.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { getSale, listSales } from '#domain/sales/sale-detail.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: Platform;
let store: string;
let other: string;
let mug: string;
let made = 0;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const soldAt = '2026-06-02T10:00:00Z';
const returnedAt = '2026-06-03T10:00:00Z';

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
});
beforeEach(async () => {
  made += 1;
  store = await openStore(database.sql, `SHOP-${made}`);
  other = await openStore(database.sql, `OTHER-${made}`);
  [mug = ''] = await addProducts(database.sql, [`MUG-${made}`]);
  await receive(10, 1.5, '2026-06-01T08:00:00Z');
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

const receive = (quantity: number, cost: number, at: string) =>
  post(database.sql, [
    {
      key: `${made} ${at}`,
      store_id: store,
      product_id: mug,
      type: 'receipt',
      quantity,
      unit_cost: cost,
      occurred_at: at,
    },
  ]);
const sell = (quantity: string, over: object = {}, key = `sale ${made}`) =>
  recordSale(
    platform,
    admin,
    { storeId: store, soldAt, lines: [{ sku: `MUG-${made}`, quantity, unitPrice: '4', ...over }] },
    key,
    'till',
  );
const back = (over: object, lines: object[], key = 'r') =>
  recordReturn(platform, admin, NewReturn.parse({ storeId: store, returnedAt, ...over, lines }), `${made} ${key}`);
const some = (quantity: string, over: object = {}) => ({ sku: `MUG-${made}`, quantity, ...over });

async function movements() {
  const { rows } = await database.sql.query<{ said: string }>(
    `select concat_ws(' ', store_id, type, trim_scale(quantity), trim_scale(unit_cost), value_minor, reason) as said
     from stock_movement where product_id = $1 and type in ('return', 'adjustment') order by type desc, id`,
    [mug],
  );
  return rows.map(({ said }) => said);
}

describe('a return', () => {
  test('brings goods back at the cost at which they were sold, and gives back what was paid', async () => {
    const { saleId } = await sell('4', { discountMinor: 200, taxMinor: 233 });
    await receive(10, 9, '2026-06-02T12:00:00Z'); // dearer since
    const done = await back({ saleId }, [some('1')]);
    expect(done).toMatchObject({ saleId, currency: 'GBP', refundMinor: 350, repeated: false });
    expect(await movements()).toEqual([`${store} return 1 1.5 150`]);
    const { lines, returnOf } = await getSale(platform, admin, { saleId: done.returnId });
    expect(returnOf).toBe(saleId);
    expect(lines).toMatchObject([
      { quantity: '-1', netMinor: -292, taxMinor: -58, discountMinor: -50, returnable: '0' },
    ]);
    const { lines: sold } = await getSale(platform, admin, { saleId });
    expect(sold).toMatchObject([{ quantity: '4', returned: '1', refundedMinor: 350, returnable: '3' }]);
  });

  test('is booked once for one key', async () => {
    const { saleId } = await sell('2');
    const first = await back({ saleId }, [some('1')]);
    expect(await back({ saleId }, [some('1')])).toEqual({ ...first, repeated: true });
    await expect(back({ saleId }, [some('2')])).rejects.toMatchObject({ code: 'return.conflict' });
    const many = await Promise.all(Array.from({ length: 20 }, () => back({ saleId }, [some('1')], 'many')));
    expect(many.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await movements()).toHaveLength(2);
  });

  test.each([
    ['restock', [], { returned: 1, shrunk: 0, adjusted: 0 }, 9],
    ['write_off', ['adjustment -1 1.5 -150 damaged'], { returned: 1, shrunk: 1, adjusted: 0 }, 8],
    ['to_vendor', ['adjustment -1 1.5 -150 to_vendor'], { returned: 1, shrunk: 0, adjusted: -1 }, 8],
  ])('with the disposition %s moves stock and counts as such', async (disposition, rest, facts, left) => {
    const { saleId } = await sell('2');
    await back({ saleId }, [some('1', { disposition })]);
    expect(await movements()).toEqual(['return 1 1.5 150', ...rest].map((said) => `${store} ${said}`));
    const { rows } = await database.sql.query(
      `select sum(returned)::float as returned, sum(shrunk)::float as shrunk, sum(adjusted)::float as adjusted,
         sum(net_minor)::int as net, sum(returned_cost_minor)::int as cost
       from store_product_day where product_id = $1`,
      [mug],
    );
    expect(rows).toEqual([{ ...facts, net: 400, cost: 150 }]);
    const { rows: levels } = await database.sql.query(
      'select on_hand::float as left from stock_level where product_id = $1',
      [mug],
    );
    expect(levels).toEqual([{ left }]);
  });

  test('may be written off where stock is below zero: it takes away nothing that was there', async () => {
    const { saleId } = await sell('12');
    await back({ saleId }, [some('1', { disposition: 'write_off' })]);
    expect(await movements()).toHaveLength(2);
  });

  test('may be brought to another store, by what its receipt says', async () => {
    await sell('2');
    const clerk = { userId: 'clerk', grants: [{ role: 'clerk' as const, storeId: other }] };
    const bring = (from: object) =>
      recordReturn(platform, clerk, NewReturn.parse({ storeId: other, ...from, lines: [some('1')] }), `${made} there`);
    const { items } = await listSales(platform, admin, { store, externalId: `sale ${made}` });
    await expect(bring({ saleId: items[0]?.saleId })).rejects.toMatchObject({ code: 'sale.unknown' });
    await expect(bring({ externalId: `sale ${made}` })).rejects.toMatchObject({ code: 'sale.unknown' });
    await bring({ externalId: `sale ${made}`, soldIn: store });
    expect(await movements()).toEqual([`${other} return 1 1.5 150`]);
  });

  test('to a store of another currency is refused', async () => {
    const { saleId } = await sell('2');
    const paris = await openStore(database.sql, `PARIS-${made}`, { currency: 'EUR' });
    await expect(back({ saleId, storeId: paris }, [some('1')])).rejects.toMatchObject({ code: 'return.invalid' });
  });

  test('says how the sale came in where a till and a file have the same number', async () => {
    await sell('1');
    await recordSale(platform, admin, { storeId: store, soldAt, lines: [some('1')] }, `sale ${made}`);
    const externalId = `sale ${made}`;
    await expect(back({ externalId }, [some('1')])).rejects.toMatchObject({ code: 'return.invalid' });
    await expect(back({ externalId, source: 'till' }, [some('1')])).resolves.toMatchObject({ refundMinor: 400 });
    // Its own return has a number too, and is no sale that could be returned.
    await expect(back({ externalId: `${made} r` }, [some('1')], 'again')).rejects.toMatchObject({
      code: 'sale.unknown',
    });
  });

  test('of more than was sold is refused, all of it, whoever asks at once', async () => {
    const { saleId } = await sell('3');
    await expect(back({ saleId }, [some('2'), some('2')], 'too many')).rejects.toMatchObject({
      problem: 'conflict',
      code: 'return.conflict',
    });
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => back({ saleId }, [some('1')], `at once ${n}`)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await movements()).toHaveLength(3);
  });

  test('would be of more, were it read first and written then (negative control)', async () => {
    const { saleId } = await sell('3');
    const naively = async (n: number) => {
      const [line] = (await getSale(platform, admin, { saleId })).lines;
      if (Number(line?.returnable) < 1) throw new Error('no more');
      await post(database.sql, [
        {
          key: `${made} naive ${n}`,
          store_id: store,
          product_id: mug,
          type: 'return',
          quantity: 1,
          occurred_at: returnedAt,
        },
      ]);
    };
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => naively(n)));
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(3);
  });

  test('of what the same sale took back already is refused', async () => {
    const lines = ['3', '-1'].map((quantity) => ({ sku: `MUG-${made}`, quantity, unitPrice: '4' }));
    const { saleId } = await recordSale(platform, admin, { storeId: store, soldAt, lines }, `mixed ${made}`);
    await expect(back({ saleId }, [some('3')], 'three')).rejects.toMatchObject({ code: 'return.conflict' });
    await expect(back({ saleId }, [some('2')], 'two')).resolves.toMatchObject({ refundMinor: 800 });
  });

  test('gives back what is said, and no more than was paid', async () => {
    const { saleId } = await sell('2', { taxMinor: 133 });
    await expect(back({ saleId }, [some('1', { refundMinor: 801 })], 'a')).rejects.toMatchObject({
      code: 'return.conflict',
      message: expect.stringContaining('lines.0.refundMinor') as string,
    });
    await expect(back({ saleId }, [some('1', { refundMinor: 600 })], 'b')).resolves.toMatchObject({ refundMinor: 600 });
    await expect(back({ saleId }, [some('1')], 'c')).resolves.toMatchObject({ refundMinor: 200 });
  });

  test('of postage gives back money and moves nothing', async () => {
    await database.sql.query("insert into product (sku, name, is_stocked, price) values ($1, 'Postage', false, 3)", [
      `POST-${made}`,
    ]);
    const sku = `POST-${made}`;
    const { saleId } = await recordSale(
      platform,
      admin,
      { storeId: store, soldAt, lines: [{ sku, quantity: '1' }] },
      `p ${made}`,
    );
    await expect(back({ saleId }, [{ sku, quantity: '1', disposition: 'write_off' }])).resolves.toMatchObject({
      refundMinor: 300,
    });
    expect(await movements()).toEqual([]);
  });
});

/** Partial returns in thousandths, of two lines of one product, by line or by SKU. */
test('partial returns add up to the sale exactly: units, money, tax and discount', { timeout: 120_000 }, async () => {
  const thousandths = fc.integer({ min: 1, max: 7_000 });
  const sold = fc.record({
    units: thousandths,
    price: fc.integer({ min: 1, max: 9_999 }),
    off: fc.integer({ min: 0, max: 60 }),
    tax: fc.integer({ min: 0, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(sold, sold),
      fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 6 }),
      async (pair, parts) => {
        const key = `any ${(made += 1)}`;
        const [id = ''] = await addProducts(database.sql, [key]);
        const lines = pair.map(({ units, price, off, tax }) => {
          const gross = Math.round((units * price) / 1_000);
          return {
            sku: key,
            quantity: String(units / 1_000),
            unitPrice: String(price / 100),
            discountMinor: Math.floor((gross * off) / 100),
            taxMinor: Math.floor((gross * tax) / 100),
          };
        });
        const { saleId, totalMinor } = await recordSale(
          platform,
          admin,
          { storeId: store, soldAt, lines },
          key,
          'till',
        );
        const all = pair.reduce((sum, { units }) => sum + units, 0);
        let left = all;
        let refunded = 0;
        for (const [nth, part] of [...parts, Infinity].entries()) {
          const take = Math.min(part, left);
          if (take === 0) break;
          const { refundMinor } = await back(
            { saleId },
            [{ sku: key, quantity: String(take / 1_000) }],
            `${key} ${nth}`,
          );
          left -= take;
          refunded += refundMinor;
          expect(refunded).toBeLessThanOrEqual(totalMinor);
        }
        await expect(back({ saleId }, [{ sku: key, quantity: '0.001' }], `${key} more`)).rejects.toMatchObject({
          code: 'return.conflict',
        });
        expect(refunded).toBe(totalMinor);
        const { rows } = await database.sql.query(
          `select sum(quantity)::float as units, sum(net_minor)::int as net, sum(tax_minor)::int as tax,
           sum(discount_minor)::int as off, (select sum(quantity)::float from stock_movement m where m.product_id = $1) as moved,
           (select sum(net_minor)::int from store_product_day d where d.product_id = $1) as fact
         from sale_line where product_id = $1`,
          [id],
        );
        expect(rows).toEqual([{ units: 0, net: 0, tax: 0, off: 0, moved: 0, fact: 0 }]);
      },
    ),
    { numRuns: 50 },
  );
});

test('a return whose answer is lost is booked once', async () => {
  const { saleId } = await sell('2');
  for (const call of [1, 2]) {
    database.dataApi.faults.clear();
    database.dataApi.faults.add({ call, when: 'after', kind: 'reset' });
    expect(await back({ saleId }, [some('1')], `lost ${call}`)).toMatchObject({ refundMinor: 400 });
  }
  database.dataApi.faults.clear();
  expect(await movements()).toHaveLength(2);
});
