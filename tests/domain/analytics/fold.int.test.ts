import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { foldAll, sell } from '#tests/setup/facts.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { oldestUnfolded } from '#domain/analytics/facts.sql.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { adjustmentReasons } from '#domain/stock/stock.ts';

let database: TestDatabase;
let store: string;
let tea: string;
let postage: string;
let stores = 0;

beforeAll(async () => {
  database = await testDatabase();
  [tea = '', postage = ''] = await addProducts(database.sql, ['TEA', 'POSTAGE']);
  await database.sql.query('update product set is_stocked = false where id = $1', [postage]);
  store = await open();
});
afterAll(() => database.close());

const open = () => openStore(database.sql, `S${(stores += 1)}`);
const rows = async (text: string, values: unknown[] = []) =>
  (await database.sql.query<Record<string, unknown>>(text, values)).rows;

test('the reasons that are shrinkage are the same in SQL and in the application', async () => {
  const reasons = Object.keys(adjustmentReasons);
  expect(await rows('select r as reason, is_shrink(r) as is from unnest($1::text[]) r', [reasons])).toEqual(
    Object.entries(adjustmentReasons).map(([reason, { isShrink }]) => ({ reason, is: isShrink })),
  );
  expect(await rows('select is_shrink(null) as is')).toEqual([{ is: false }]);
});

test('everybody may read facts, and only the folder writes them', async () => {
  await database.app.query('select * from store_day, store_hour, store_product_day, restated_day limit 1');
  for (const statement of [
    "insert into fact_store_day (store_id, business_date) values (1, '2026-01-01')",
    'update fact_product_day set sold = 1',
    'delete from hour_delta',
    "select note_news('{}')",
  ])
    await expect(database.app.query(statement)).rejects.toThrow('permission denied');
  const reader = await database.sql.connect();
  await reader.query('set role stockroom_reader');
  await reader.query("select * from store_category_between(array[1::bigint], '2026-01-01', '2026-02-01')");
  await reader.query("select * from product_between('GBP', '2026-01-01', '2026-02-01')");
  await expect(reader.query('select fold_facts(1)')).rejects.toThrow('permission denied');
  await reader.query('reset role');
  reader.release();
});

test('a charge is revenue and nothing else: no units, no cost, no stock', async () => {
  const shop = await open();
  await sell(database.app, shop, 's', [
    { sku: 'POSTAGE', quantity: 3, price: 4, at: '2026-03-05T12:00:00Z' },
    { sku: 'TEA', quantity: 1, price: 2, at: '2026-03-05T12:00:00Z' },
  ]);
  const asked =
    'select sold::int, cogs_minor::int as cost, net_minor::int as net, units_moment::int / 9560 as units from store_day where store_id = $1';
  expect(await rows(asked, [shop])).toEqual([{ sold: 1, cost: 100, net: 1400, units: -1 }]);
  await foldAll(database.app);
  expect(await rows(asked, [shop])).toEqual([{ sold: 1, cost: 100, net: 1400, units: -1 }]);
});

test('a loss that a count found is less when a late sale explains it, whatever is folded in between', async () => {
  const shop = await open();
  const row = { store_id: shop, product_id: tea };
  const lost = () =>
    rows('select counted::int, counted_loss_minor::int as lost from store_day where store_id = $1 and counted <> 0', [
      shop,
    ]);
  await post(database.app, [
    { ...row, key: `${shop} in`, type: 'receipt', quantity: 10, occurred_at: '2026-03-05T08:00:00Z' },
    { ...row, key: `${shop} count`, type: 'count', counted: 7, occurred_at: '2026-03-05T12:00:00Z' },
  ]);
  expect(await lost()).toEqual([{ counted: -3, lost: 300 }]);
  await foldAll(database.app);
  await sell(database.app, shop, 'late', [{ sku: 'TEA', quantity: 2, at: '2026-03-05T10:00:00Z' }]);
  expect(await lost()).toEqual([{ counted: -1, lost: 100 }]);
  await sell(database.app, shop, 'later', [{ sku: 'TEA', quantity: 4, at: '2026-03-05T11:00:00Z' }]);
  await foldAll(database.app);
  expect(await lost()).toEqual([{ counted: 3, lost: 0 }]);
});

describe('a day', () => {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const restated = (shop: string) =>
    rows('select business_date::text as day, units::int, net_minor::int as net from restated_day where store_id = $1', [
      shop,
    ]);
  const file = (nth: number) => `00000000-0000-7000-8000-00000000000${nth}`;
  const tealine = (back: number, quantity = 1) => [{ sku: 'TEA', quantity, price: 5, at: `${day(back)}T12:00:00Z` }];

  test('is restated when sales come after it was over for a day and known, and no other way', async () => {
    const shop = await open();
    // History, a long time after: nobody knew these days before.
    await sell(database.app, shop, 'a', tealine(9), file(1));
    await sell(database.app, shop, 'b', tealine(1));
    await foldAll(database.app);
    // The rest of the same file, and what belongs to yesterday.
    await sell(database.app, shop, 'c', tealine(9), file(1));
    await sell(database.app, shop, 'd', tealine(1));
    await foldAll(database.app);
    expect(await restated(shop)).toEqual([]);
    // Another file, and a till; the same again is nothing.
    await sell(
      database.app,
      shop,
      'e',
      tealine(9, 2).map((line) => ({ ...line, key: 'once' })),
      file(2),
    );
    await sell(
      database.app,
      shop,
      'e',
      tealine(9, 2).map((line) => ({ ...line, key: 'once' })),
      file(3),
    );
    await foldAll(database.app);
    await sell(database.app, shop, 'f', tealine(9, -1));
    await foldAll(database.app);
    expect(await restated(shop)).toEqual([{ day: day(9), units: 1, net: 500 }]);
  });

  test('tells from when on which product changed, once, and never for what was worked out from that', async () => {
    const shop = await open();
    await sell(database.app, shop, 'a', tealine(3));
    await sell(database.app, shop, 'b', tealine(5));
    await sell(database.app, shop, 'c', tealine(4));
    await foldAll(database.app, 1);
    const dirty = 'select product_id, from_day::text as from from fact_dirty where store_id = $1';
    expect(await rows(dirty, [shop])).toEqual([{ product_id: tea, from: day(5) }]);
    await database.app.query('delete from fact_dirty where store_id = $1', [shop]);
    await database.sql.query(
      `insert into fact_delta (store_id, product_id, business_date, type, quantity)
       values ($1, $2, current_date, 'out', 90), ($1, $2, current_date, 'ranged', 1)`,
      [shop, tea],
    );
    await foldAll(database.app);
    expect(await rows(dirty, [shop])).toEqual([]);
    expect(
      await rows(
        'select out_minutes::int, ranged, units_moment::int as moment from fact_store_day where store_id = $1 and out_minutes > 0',
        [shop],
      ),
    ).toEqual([{ out_minutes: 90, ranged: 1, moment: 0 }]);
  });
});

describe('folding', () => {
  test('goes on until nothing is left, and stops when time is short', async () => {
    const platform = testPlatform(database.db);
    await sell(database.app, store, 'a', [{ sku: 'TEA', quantity: 1, at: '2026-03-05T12:00:00Z' }]);
    expect(await foldFacts(platform, { remainingMs: () => 10_000 })).toEqual({ folded: 0, isDone: false });
    expect(await foldFacts(platform)).toEqual({ folded: 2, isDone: true });
    expect(await foldFacts(platform)).toEqual({ folded: 0, isDone: true });
  });

  test('leaves it to whoever is at it already', async () => {
    const other = await database.sql.connect();
    await other.query('begin');
    await other.query('select fold_facts(1)');
    expect(await foldFacts(testPlatform(database.db))).toEqual({ folded: 0, isDone: false });
    await other.query('rollback');
    other.release();
  });

  test('tells how long the oldest has waited, but not of what was there before it could be told', async () => {
    await sell(database.app, store, 'w', [{ sku: 'TEA', quantity: 1, at: '2026-03-05T12:00:00Z' }]);
    expect(await oldestUnfolded(database.db)).toBeLessThan(60);
    await database.sql.query("update fact_delta set recorded_at = now() - interval '1 hour'");
    expect(Math.round((await oldestUnfolded(database.db)) / 60)).toBe(60);
    await database.sql.query("update fact_delta set recorded_at = '-infinity'");
    expect(await oldestUnfolded(database.db)).toBe(0);
    await foldFacts(testPlatform(database.db));
  });

  test('takes larger pieces while they are quick, and smaller ones when the database is slow', async () => {
    const sizes: unknown[] = [];
    const times = [0, 100, 200, 9_000, 9_100, 9_200].map((ms) => new Date(ms));
    const platform = testPlatform(
      {
        query: (sql, values, row) => {
          if (!sql.includes('fold_facts')) return database.db.query(sql, values, row);
          sizes.push(values['most']);
          return Promise.resolve([row.parse({ folded: sizes.length < 3 ? 5 : 0 })]);
        },
      },
      { clock: { ...systemClock, now: () => times.shift() ?? new Date(0) } },
    );
    expect(await foldFacts(platform)).toEqual({ folded: 10, isDone: true });
    expect(sizes).toEqual([10_000, 20_000, 10_000]);
  });
});
