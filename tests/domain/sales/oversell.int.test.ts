import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { reserve } from '#domain/sales/reservation.actions.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let made = 0;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const rounds = 20;
const callers = 100;

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'WEB');
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

/** A new product of which there are so many. */
async function stocked(units: number, storeId = store) {
  const sku = `LAST-${(made += 1)}`;
  const [id = ''] = await addProducts(database.sql, [sku]);
  await post(database.sql, [
    {
      key: sku,
      store_id: storeId,
      product_id: id,
      type: 'receipt',
      quantity: units,
      occurred_at: '2026-06-01T08:00:00Z',
    },
  ]);
  return { sku, id };
}

/** Does it 100 times at once; answers how often it was done, and the codes of the refusals. */
async function atOnce(run: (nth: number) => Promise<unknown>) {
  const results = await Promise.allSettled(Array.from({ length: callers }, (_, nth) => run(nth)));
  const refused = results.flatMap((result) =>
    result.status === 'rejected'
      ? [result.reason instanceof DomainError ? result.reason.code : String(result.reason)]
      : [],
  );
  return { done: callers - refused.length, codes: [...new Set(refused)] };
}

describe('of 100 who want the last one at the same moment, one gets it', () => {
  test('by a sale that happens now', { timeout: 120_000 }, async () => {
    const platform = testPlatform(database.db);
    for (let round = 0; round < rounds; round += 1) {
      const { sku, id } = await stocked(1);
      const sale = { storeId: store, lines: [{ sku, quantity: '1' }] };
      const result = await atOnce((nth) => recordSale(platform, admin, sale, `${sku} ${nth}`));
      expect(result).toEqual({ done: 1, codes: ['stock.insufficient'] });
      expect(await onHand(database.sql, store, id)).toBe(0);
    }
  });

  test('by a reservation', { timeout: 120_000 }, async () => {
    const platform = testPlatform(database.db);
    for (let round = 0; round < rounds; round += 1) {
      const { sku, id } = await stocked(1);
      const wanted = { storeId: store, lines: [{ sku, quantity: '1' }], minutes: 15 };
      const result = await atOnce((nth) => reserve(platform, admin, wanted, `${sku} ${nth}`));
      expect(result).toEqual({ done: 1, codes: ['stock.insufficient'] });
      const { rows } = await database.sql.query(
        'select reserved::float, available::float from stock_level where product_id = $1',
        [id],
      );
      expect(rows).toEqual([{ reserved: 1, available: 0 }]);
    }
  });

  test('would be several, were it read first and written then (negative control)', async () => {
    const platform = testPlatform(database.db);
    const { sku, id } = await stocked(1);
    const naively = async (nth: number) => {
      if (((await onHand(database.sql, store, id)) ?? 0) < 1)
        throw new DomainError('conflict', 'stock.insufficient', sku);
      await recordSale(
        platform,
        admin,
        { storeId: store, soldAt: '2026-06-01T09:00:00Z', lines: [{ sku, quantity: '1' }] },
        `${sku} ${nth}`,
      );
    };
    expect((await atOnce(naively)).done).toBeGreaterThan(1);
    expect(await onHand(database.sql, store, id)).toBeLessThan(0);
  });
});

test('of 100 who want one of 20, with others’ goods beside it, 20 get theirs, and a refused one takes nothing', async () => {
  const platform = testPlatform(database.db);
  const [wanted, beside] = [await stocked(20), await stocked(1_000)];
  const lines = [beside, wanted].map(({ sku }) => ({ sku, quantity: '1' }));
  const result = await atOnce((nth) =>
    recordSale(
      platform,
      admin,
      { storeId: store, lines: nth % 2 === 0 ? lines : lines.toReversed() },
      `${wanted.sku} ${nth}`,
    ),
  );
  expect(result).toEqual({ done: 20, codes: ['stock.insufficient'] });
  expect(await onHand(database.sql, store, wanted.id)).toBe(0);
  expect(await onHand(database.sql, store, beside.id)).toBe(980);
});

describe('a sale', () => {
  const platform = () => testPlatform(database.db);
  const one = (sku: string, storeId = store) => ({ storeId, lines: [{ sku, quantity: '1' }] });

  test('that has happened is recorded whatever there is', async () => {
    const { sku, id } = await stocked(1);
    await recordSale(platform(), admin, { ...one(sku), soldAt: '2026-06-01T09:00:00Z' }, `${sku} a`);
    await recordSale(platform(), admin, { ...one(sku), soldAt: '2026-06-01T09:00:00Z' }, `${sku} b`);
    expect(await onHand(database.sql, store, id)).toBe(-1);
  });

  test('of a till has happened, whether it says when or not: the goods are in somebody’s hand', async () => {
    const { sku, id } = await stocked(0.5);
    await recordSale(platform(), admin, one(sku), `${sku} till`, 'till');
    expect(await onHand(database.sql, store, id)).toBe(-0.5);
  });

  test('that happens now may take stock below zero where the store allows it', async () => {
    const easy = await openStore(database.sql, 'EASY', { overselling: 'allow' });
    const { sku, id } = await stocked(1, easy);
    for (const nth of [1, 2]) await recordSale(platform(), admin, one(sku, easy), `${sku} ${nth}`);
    expect(await onHand(database.sql, easy, id)).toBe(-1);
  });

  test('sent again when nothing is left answers what it answered', async () => {
    const { sku } = await stocked(1);
    const first = await recordSale(platform(), admin, one(sku), sku);
    expect(await recordSale(platform(), admin, one(sku), sku)).toEqual({ ...first, repeated: true });
  });

  test('does not take what others have reserved', async () => {
    const { sku } = await stocked(2);
    await reserve(platform(), admin, { ...one(sku), minutes: 15 }, `hold ${sku}`);
    await recordSale(platform(), admin, one(sku), `${sku} 1`);
    await expect(recordSale(platform(), admin, one(sku), `${sku} 2`)).rejects.toMatchObject({
      code: 'stock.insufficient',
      message: `there is not enough of ${sku}: 1 wanted, 0 available`,
    });
  });

  test('adds up its lines, and what it takes back itself counts', async () => {
    const { sku } = await stocked(3);
    const sell = (...quantities: string[]) =>
      recordSale(
        platform(),
        admin,
        { storeId: store, lines: quantities.map((quantity) => ({ sku, quantity })) },
        `${sku} ${quantities.join()}`,
      );
    await expect(sell('2', '2')).rejects.toMatchObject({ code: 'stock.insufficient' });
    await expect(sell('4', '-1')).resolves.toMatchObject({ repeated: false });
  });
});
