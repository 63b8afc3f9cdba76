import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { differences, foldAll, rawFacts, rawHours, sell } from '#tests/setup/facts.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let currency: string;
let stores = 0;

beforeAll(async () => {
  database = await testDatabase();
  await addProducts(database.sql, ['TEA', 'MUG', 'CUP']);
});
beforeEach(async () => {
  currency = `Q${String.fromCodePoint(65 + (stores += 1))}A`;
  store = await openStore(database.sql, `S${stores}`, { currency });
});
afterAll(() => database.close());

const one = async <T extends object>(text: string, values: unknown[] = []): Promise<T> => {
  const [row] = (await database.sql.query<T>(text, values)).rows;
  if (!row) throw new Error('no row');
  return row;
};

/** Calls it again and again, one after another, until somebody says that it is enough. */
async function until(done: { yet: boolean }, run: () => Promise<unknown>): Promise<void> {
  while (!done.yet) await run();
}

/** Tills that post 80 sales each, while two folders fold in small pieces and `read` looks. */
async function whileTillsPost(read: () => Promise<unknown>): Promise<void> {
  const done = { yet: false };
  const tills = Array.from({ length: 3 }, async (_, till) => {
    for (let nth = 0; nth < 80; nth += 1)
      await sell(database.app, store, `${till}-${nth}`, [
        { sku: ['TEA', 'MUG', 'CUP'][nth % 3] ?? '', quantity: 1, at: `2026-03-0${1 + (nth % 3)}T12:00:00Z` },
      ]);
  });
  const others = [
    until(done, () => database.app.query('select fold_facts(3)')),
    until(done, () => database.app.query('select fold_facts(5)')),
    until(done, read),
  ];
  await Promise.all(tills);
  done.yet = true;
  await Promise.all(others);
}

describe('while tills post and two fold', () => {
  test('a sum in one statement is what the ledger has at that instant, at every look', async () => {
    const seen: number[] = [];
    await whileTillsPost(async () => {
      const row = await one<Record<'days' | 'products' | 'periods' | 'hours' | 'ledger', string>>(
        `select (select sum(sold) from store_day where store_id = $1) as days,
           (select sum(sold) from product_between($2, '2026-03-01', '2026-03-31')) as products,
           (select sum(sold) from (
             select sold from store_category_between(array[$1::bigint], '2026-02-20', '2026-03-02')
             union all
             select sold from store_product_between(array[$1::bigint], '2026-03-03', '2026-03-03')) x) as periods,
           (select sum(units) from store_hour where store_id = $1) as hours,
           (select -sum(quantity) from stock_movement where store_id = $1) as ledger`,
        [store, currency],
      );
      const { ledger, ...told } = row;
      expect(new Set(Object.values(told).map(Number))).toEqual(new Set([Number(ledger)]));
      seen.push(Number(ledger));
    });
    expect(new Set(seen).size).toBeGreaterThan(10);
    await foldAll(database.app);
    expect(await one('select sum(sold)::int as sold from fact_store_day where store_id = $1', [store])).toEqual({
      sold: 240,
    });
  });

  test('two statements are caught at a wrong sum: so these looks are quick enough to see one', async () => {
    let wrong = 0;
    await whileTillsPost(async () => {
      const folded = await one<{ sold: string }>(
        'select coalesce(sum(sold), 0) as sold from fact_store_day where store_id = $1',
        [store],
      );
      const rest = await one<{ sold: string; ledger: string }>(
        `select coalesce(sum(sold), 0) as sold, (select coalesce(-sum(quantity), 0) from stock_movement where store_id = $1) as ledger
         from fact_unfolded where store_id = $1`,
        [store],
      );
      if (Number(folded.sold) + Number(rest.sold) !== Number(rest.ledger)) wrong += 1;
    });
    expect(wrong).toBeGreaterThan(0);
  });
});

test('a folder that is cut off has done nothing, and holds up nobody', async () => {
  await sell(database.app, store, 'cut', [{ sku: 'TEA', quantity: 2, at: '2026-03-05T12:00:00Z' }]);
  const cut = await database.sql.connect();
  await cut.query('begin');
  const { rows } = await cut.query<{ folded: number }>('select fold_facts(1000) as folded');
  expect(rows[0]?.folded).toBeGreaterThan(0);
  // Another folder finds it at work; a till and a reader find nothing in their way.
  expect(await one('select fold_facts(1000) as folded')).toEqual({ folded: null });
  await sell(database.app, store, 'meanwhile', [{ sku: 'TEA', quantity: 1, at: '2026-03-05T12:00:00Z' }]);
  expect(await one('select sum(sold)::int as sold from store_day where store_id = $1', [store])).toEqual({ sold: 3 });
  await cut.query('rollback');
  cut.release();
  await foldAll(database.app);
  expect(await one('select sum(sold)::int as sold from fact_store_day where store_id = $1', [store])).toEqual({
    sold: 3,
  });
});

test('a sale whose lines come in several calls at once is one transaction', async () => {
  for (let round = 0; round < 10; round += 1)
    await Promise.all(
      Array.from({ length: 6 }, (_, line) =>
        sell(database.app, store, `basket ${round}`, [
          { key: `${line}`, sku: 'TEA', quantity: line < 2 ? -1 : 1, at: `2026-03-06T1${line}:00:00Z` },
        ]),
      ),
    );
  expect(await one('select sum(transactions)::int as n from store_hour where store_id = $1', [store])).toEqual({
    n: 10,
  });
  const told = `select * from store_hour where store_id = ${store}`;
  const truth = `select * from (${rawHours}) r where store_id = ${store}`;
  const keys = ['store_id', 'business_date', 'hour'];
  const measures = ['net_minor', 'units', 'transactions'];
  expect(await differences(database.sql, { told, truth, keys, measures })).toEqual([]);
});

describe('a product that changes its category', () => {
  test('takes its past with it while sales are posted and folded', async () => {
    const done = { yet: false };
    const categories = ['Tea', 'Drinks', null, 'Hot drinks'];
    const others = [
      until(done, () => database.app.query('select fold_facts(4)')),
      until(done, async () => {
        for (const category of categories)
          await database.sql.query("update product set category = $1 where sku in ('TEA', 'MUG')", [category]);
      }),
    ];
    for (let nth = 0; nth < 60; nth += 1)
      await sell(database.app, store, `c${nth}`, [
        { sku: nth % 2 === 0 ? 'TEA' : 'MUG', quantity: 1, at: `2026-03-0${1 + (nth % 9)}T12:00:00Z` },
        { sku: 'CUP', quantity: 1, at: '2026-03-09T12:00:00Z' },
      ]);
    done.yet = true;
    await Promise.all(others);
    await foldAll(database.app);
    const { rows } = await database.sql.query(
      `select t.category, t.sold::int as told, r.sold::int as truth
       from store_category_between(array[$1::bigint], '2026-03-01', '2026-03-31') t
       full join (
         select coalesce(p.category, '') as category, sum(f.sold) as sold
         from (${rawFacts}) f join product p on p.id = f.product_id where f.store_id = $1 group by 1
       ) r using (category)
       order by 1`,
      [store],
    );
    expect(rows).toEqual([
      { category: '', told: 60, truth: 60 },
      { category: 'Hot drinks', told: 60, truth: 60 },
    ]);
  });
});
