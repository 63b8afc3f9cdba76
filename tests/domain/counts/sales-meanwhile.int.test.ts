import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCountSheet, postCountSheet, saveCounts } from '#domain/counts/count-sheet.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let made = 0;
const boss = { userId: 'boss', grants: [{ role: 'admin' as const, storeId: null }] };
const platform = () => testPlatform(database.db);
const at = (minute: number) => new Date(Date.UTC(2026, 5, 2, 8, minute)).toISOString();

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'HARBOUR');
});
afterAll(() => database.close());

/** A sale: when it happened, when it became known (before the count was saved, before it was posted, after), how much. */
type Sale = { minute: number; known: 'before' | 'between' | 'after'; units: number };
const sale: fc.Arbitrary<Sale> = fc.record({
  minute: fc.integer({ min: 0, max: 60 }),
  known: fc.constantFrom('before' as const, 'between' as const, 'after' as const),
  units: fc.integer({ min: 1, max: 4 }),
});
type Case = { sales: Sale[]; minute: number; counted: number; isAtOnce: boolean };
const aCase: fc.Arbitrary<Case> = fc.record({
  sales: fc.array(sale, { maxLength: 8 }),
  minute: fc.integer({ min: 0, max: 60 }),
  counted: fc.integer({ min: 0, max: 40 }),
  isAtOnce: fc.boolean(),
});

/** What is kept of a count, and what it does to the stock when it is posted. */
type Counting = (product: string, one: Case) => Promise<() => Promise<unknown>>;

const onSheet: Counting = async (product, one) => {
  const scope = { kind: 'products' as const, productIds: [product] };
  const wanted = { storeId: store, name: 'Harbour', scope, isBlind: false, recount: null };
  const { id } = await createCountSheet(platform(), boss, wanted, `sheet ${product}`);
  const lines = [{ productId: product, counted: String(one.counted), countedAt: at(one.minute) }];
  const { version } = await saveCounts(platform(), boss, { sheetId: id, lines }, 'count');
  return () => postCountSheet(platform(), boss, { sheetId: id, version });
};

/** Sets what the books have when it is posted to what was counted. */
const naive: Counting = (product, one) =>
  Promise.resolve(async () => {
    const there = (await onHand(database.sql, store, product)) ?? 0;
    if (there === one.counted) return;
    const adjustment = { store_id: store, product_id: product, type: 'adjustment', quantity: one.counted - there };
    await post(database.sql, [{ ...adjustment, key: `naive ${product}`, occurred_at: at(61) }]);
  });

/** Lives through a case with a product of its own, and answers what is on hand at its end. */
async function live(one: Case, counting: Counting): Promise<number> {
  const [product = ''] = await addProducts(database.sql, [`SKU-${(made += 1)}`]);
  const row = { store_id: store, product_id: product };
  const sell = (known: Sale['known']) => {
    const sold = one.sales.flatMap(({ minute, units, ...sale }, n) =>
      sale.known === known
        ? [{ ...row, key: `${product} ${n}`, type: 'sale', quantity: -units, occurred_at: at(minute) }]
        : [],
    );
    return sold.length === 0 ? Promise.resolve() : post(database.sql, sold);
  };
  const received = { ...row, key: product, type: 'receipt', quantity: 30, occurred_at: '2026-06-01T08:00:00Z' };
  await post(database.sql, [received]);
  await sell('before');
  const finish = await counting(product, one);
  if (one.isAtOnce) await Promise.all([sell('between'), finish()]);
  else {
    await sell('between');
    await finish();
  }
  await sell('after');
  return (await onHand(database.sql, store, product)) ?? Number.NaN;
}

/** What was counted, less what was sold later; a count comes after what happened at its own minute. */
const expected = ({ counted, minute, sales }: Case) =>
  counted - sales.filter((sold) => sold.minute > minute).reduce((sum, { units }) => sum + units, 0);

test('what is sold between counting and posting, or becomes known late, is neither erased nor taken twice', async () => {
  await fc.assert(
    fc.asyncProperty(aCase, async (one) => {
      expect(await live(one, onSheet)).toBe(expected(one));
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(await mismatches(database.sql)).toEqual([]);
});

test('one that sets the books to what was counted loses such a sale', async () => {
  const one: Case = {
    sales: [{ minute: 30, known: 'between', units: 3 }],
    minute: 10,
    counted: 28,
    isAtOnce: false,
  };
  expect([expected(one), await live(one, onSheet), await live(one, naive)]).toEqual([25, 25, 28]);
});
