import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { addProducts, mismatches, openStore, post, type TestPosting } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'Harbour');
});
afterAll(() => database.close());

type Item = { name: string; minute: number; type: 'sale' | 'return' | 'receipt' | 'count'; amount: number };
type Delivery = { item: Item; call: number };
type Case = { items: Item[]; deliveries: Delivery[] };

const minute = fc.integer({ min: 0, max: 12 });
const items = fc
  .tuple(
    fc.array(fc.tuple(minute, fc.constantFrom('sale', 'return', 'receipt'), fc.integer({ min: 1, max: 9 })), {
      maxLength: 10,
    }),
    // A position has one count at an instant: its key is (store, product, instant).
    fc.uniqueArray(fc.tuple(minute, fc.integer({ min: 0, max: 30 })), { maxLength: 4, selector: ([at]) => at }),
  )
  .map(([movements, counts]): Item[] => [
    ...movements.map(([at, type, amount], n): Item => ({
      name: `m${n}`,
      minute: at,
      type: type as Item['type'],
      amount,
    })),
    ...counts.map(([at, amount], n): Item => ({ name: `c${n}`, minute: at, type: 'count', amount })),
  ]);
/** The same set, in any order, any of it twice or thrice, cut into calls anywhere. */
const aCase: fc.Arbitrary<Case> = items.chain((all) =>
  fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.constantFrom(...(all.length > 0 ? all : [null])), { maxLength: 8 }),
    )
    .chain(([once, again]) => {
      const order = [...once, ...again.filter((item) => item !== null)];
      return fc.tuple(
        fc.shuffledSubarray(order, { minLength: order.length }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: order.length, maxLength: order.length }),
      );
    })
    .map(([order, calls]) => {
      const inOrder = calls.toSorted((a, b) => a - b);
      return { items: all, deliveries: order.map((item, n) => ({ item, call: inOrder[n] ?? 0 })) };
    }),
);

/** What must be on hand: the last count and what moved after it. */
function expected(all: Item[]): number {
  const counts = all.filter((item) => item.type === 'count').toSorted((a, b) => b.minute - a.minute);
  const [last] = counts;
  const since = all.filter((item) => item.type !== 'count' && (last === undefined || item.minute > last.minute));
  return since.reduce((sum, item) => sum + signed(item), last?.amount ?? 0);
}

const signed = (item: Item) => (item.type === 'sale' ? -item.amount : item.amount);

function posting(item: Item, productId: string): TestPosting {
  return {
    key: `${productId} ${item.name}`,
    store_id: store,
    product_id: productId,
    type: item.type,
    ...(item.type === 'count' ? { counted: item.amount } : { quantity: signed(item) }),
    occurred_at: `2026-06-01T08:${String(item.minute).padStart(2, '0')}:00Z`,
  };
}

/** Delivers every case to a product of its own, all cases side by side; answers each one's stock. */
async function deliver(cases: Case[]): Promise<number[]> {
  const products = await addProducts(
    database.sql,
    cases.map(() => `ANY-${(made += 1)}`),
  );
  for (let call = 0; call <= 9; call += 1) {
    const rows = cases.flatMap((one, n) =>
      one.deliveries.filter((delivery) => delivery.call === call).map(({ item }) => posting(item, products[n] ?? '')),
    );
    if (rows.length > 0) await post(database.app, rows);
  }
  const { rows } = await database.sql.query<{ on_hand: number }>(
    `select coalesce(l.on_hand, 0)::float as on_hand from unnest($1::bigint[]) with ordinality p (id, nth)
     left join stock_level l on l.product_id = p.id order by nth`,
    [products],
  );
  return rows.map((row) => row.on_hand);
}

test('sales and counts end in the same stock whatever their order and however often they come (2,500 cases)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aCase, { minLength: 125, maxLength: 125 }), async (cases) => {
      expect(await deliver(cases)).toEqual(cases.map((one) => expected(one.items)));
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(await mismatches(database.sql)).toEqual([]);
});

test('as of each count, the ledger says what was counted', async () => {
  const { rows } = await database.sql.query(
    `select c.id from stock_movement c where c.type = 'count' and c.counted <> (
       select sum(m.quantity) from stock_movement m
       where m.store_id = c.store_id and m.product_id = c.product_id and m.occurred_at <= c.occurred_at)`,
  );
  expect(rows).toEqual([]);
  const { rows: counts } = await database.sql.query<{ n: number }>(
    "select count(*)::int as n from stock_movement where type = 'count'",
  );
  expect(counts[0]?.n).toBeGreaterThan(1_000);
});
