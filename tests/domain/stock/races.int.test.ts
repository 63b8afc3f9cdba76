import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post, type TestPosting } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'Harbour');
});
afterAll(() => database.close());

const product = async () => (await addProducts(database.sql, [`RACE-${(made += 1)}`]))[0] ?? '';
const movement = (id: string, name: string, rest: Partial<TestPosting>): TestPosting => ({
  key: `${id} ${name}`,
  store_id: store,
  product_id: id,
  type: 'sale',
  occurred_at: '2026-06-01T08:00:00Z',
  ...rest,
});

/** Counts 8 while a sale of 3 is under way; answers what is on hand when both are through. */
async function countDuringSale(count: (id: string) => Promise<unknown>): Promise<number | undefined> {
  const id = await product();
  await post(database.sql, [movement(id, 'r', { type: 'receipt', quantity: 10, occurred_at: '2026-06-01T06:00:00Z' })]);
  const till = await database.sql.connect();
  await till.query('begin');
  await post(till, [movement(id, 's', { quantity: -3, occurred_at: '2026-06-01T07:00:00Z' })]);
  const counting = count(id);
  await sleep(150); // the count has read what it could and waits for the level's lock
  await till.query('commit');
  till.release();
  await counting;
  return onHand(database.sql, store, id);
}

describe('a count taken after a sale that has not committed yet', () => {
  test('waits for it, sees it and ends at what was counted', async () => {
    const result = await countDuringSale((id) =>
      post(database.sql, [movement(id, 'c', { type: 'count', counted: 8 })]),
    );
    expect(result).toBe(8);
  });

  test('would miss it as one single statement: its snapshot is older than the lock (negative control)', async () => {
    const result = await countDuringSale((id) =>
      database.sql.query(
        `with locked as (
           select * from stock_level where store_id = $1 and product_id = $2 for update
         ), counted as (
           insert into stock_movement (store_id, product_id, type, quantity, counted, occurred_at, business_date)
           select l.store_id, l.product_id, 'count', 8 - (select sum(m.quantity) from stock_movement m
               where m.store_id = l.store_id and m.product_id = l.product_id and m.occurred_at <= $3), 8, $3, '2026-06-01'
           from locked l
           returning quantity
         )
         update stock_level l set on_hand = l.on_hand + counted.quantity from counted
         where l.store_id = $1 and l.product_id = $2`,
        [store, id, '2026-06-01T08:00:00Z'],
      ),
    );
    expect(result).toBe(5); // 3 short: the sale was counted as missing stock, and then sold as well
  });
});

describe('many at once', () => {
  test('the same 60 movements from 20 senders are posted once', async () => {
    const id = await product();
    const calls = Array.from({ length: 60 }, (_, n) => [movement(id, `s${n}`, { quantity: -1 })]);
    const results = await Promise.all(
      calls.flatMap((rows) => Array.from({ length: 20 }, () => post(database.app, rows))),
    );
    expect(results.filter((rows) => rows.length === 0)).toHaveLength(60);
    expect(await onHand(database.sql, store, id)).toBe(-60);
  });

  test('baskets of the same products in any order never deadlock', async () => {
    const ids = await addProducts(
      database.sql,
      Array.from({ length: 30 }, (_, n) => `BASKET-${n}`),
    );
    const shuffled = () => ids.toSorted(() => Math.random() - 0.5);
    const baskets = Array.from({ length: 200 }, (_, n) =>
      shuffled().map((id) => movement(id, `b${n}`, { quantity: -1 })),
    );
    await Promise.all(baskets.map((rows) => post(database.app, rows)));
    expect(await Promise.all(ids.map((id) => onHand(database.sql, store, id)))).toEqual(ids.map(() => -200));
  });

  test('would deadlock if each took the levels in its own order (negative control)', async () => {
    const ids = await addProducts(
      database.sql,
      Array.from({ length: 30 }, (_, n) => `CONTROL-${n}`),
    );
    await post(
      database.app,
      ids.map((id) => movement(id, 'r', { type: 'receipt', quantity: 1 })),
    );
    const take = async (order: string[]) => {
      const client = await database.sql.connect();
      try {
        await client.query("set deadlock_timeout = '20ms'");
        await client.query('begin');
        for (const id of order)
          await client.query('update stock_level set on_hand = on_hand where product_id = $1', [id]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    };
    let deadlocks = 0;
    for (let round = 0; round < 10; round += 1) {
      const results = await Promise.allSettled([take(ids), take(ids.toReversed())]);
      deadlocks += results.filter((one) => one.status === 'rejected' && /deadlock/.test(String(one.reason))).length;
    }
    expect(deadlocks).toBeGreaterThan(0);
  });

  test('the last unit is taken by exactly one of 100 adjustments', async () => {
    const id = await product();
    await post(database.app, [movement(id, 'r', { type: 'receipt', quantity: 1 })]);
    const takes = Array.from({ length: 100 }, (_, n) =>
      post(database.app, [movement(id, `t${n}`, { type: 'adjustment', quantity: -1 })]),
    );
    const results = await Promise.allSettled(takes);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await onHand(database.sql, store, id)).toBe(0);
  });

  test('levels are the sum of the ledger afterwards', async () => {
    expect(await mismatches(database.sql)).toEqual([]);
  });
});
