import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import * as metrics from '#domain/platform/metrics.ts';
import { auditLedger } from '#domain/stock/audit-ledger.actions.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, openStore, post, type TestPosting } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let products: string[];
const audit = (options?: Parameters<typeof auditLedger>[1]) => auditLedger(testPlatform(database.db), options);
const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 10, minute)).toISOString();

/** As nobody can: the application's role may not write levels, and the ledger refuses changes. */
const tamper = (set: string, product: number) =>
  database.sql.query(`update stock_level set ${set} where store_id = $1 and product_id = $2`, [
    store,
    products[product],
  ]);

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'ONE');
  products = await addProducts(
    database.sql,
    Array.from({ length: 1_200 }, (_, index) => `SKU-${index}`),
  );
  const each = (type: string, fields: Partial<TestPosting>) =>
    products.map((product_id, index) => ({
      key: `${type} ${index}`,
      store_id: store,
      product_id,
      type,
      occurred_at: at(1),
      ...fields,
    }));
  await post(database.sql, each('receipt', { quantity: 10 }));
  await post(database.sql, each('sale', { quantity: -3, occurred_at: at(2) }));
  await post(database.sql, each('count', { counted: 6.5, occurred_at: at(3) }).slice(0, 100));
  // Learnt after the count that it precedes: it owes that count a correction.
  await post(database.sql, each('return', { quantity: 1, occurred_at: at(2) }).slice(50, 60));
}, 60_000);
afterAll(() => database.close());
beforeEach(() => void vi.spyOn(metrics, 'measure').mockReturnValue(undefined));
afterEach(() => void vi.restoreAllMocks());

describe('an audit', () => {
  test('finds nothing wrong in a ledger of receipts, sales, counts and late returns, and counts every position', async () => {
    expect(await audit()).toMatchObject({ positions: 1_200, mismatches: 0, differing: [], isComplete: true });
  });

  test('names the position whose level was changed behind the ledger’s back, and repairs nothing', async () => {
    const errors = vi.spyOn(log, 'error').mockImplementation(() => undefined);
    await tamper('on_hand = on_hand + 1', 700);
    for (let time = 0; time < 2; time += 1)
      expect(await audit()).toMatchObject({
        mismatches: 1,
        differing: [{ storeId: store, productId: products[700], onHand: '8', ledger: '7' }],
      });
    expect(errors).toHaveBeenCalledWith(
      'Stock levels differ from the ledger',
      expect.objectContaining({ mismatches: 1 }),
    );
    await tamper('on_hand = on_hand - 1', 700);
    expect(await audit()).toMatchObject({ mismatches: 0 });
  });

  test('finds a level that forgot its last count, on which late movements depend', async () => {
    vi.spyOn(log, 'error').mockImplementation(() => undefined);
    await tamper('last_counted_at = null', 20);
    expect(await audit()).toMatchObject({
      mismatches: 1,
      differing: [{ ledgerLastCountedAt: '2026-06-01T10:03:00.000Z' }],
    });
    await tamper(`last_counted_at = '${at(3)}'`, 20);
  });

  test('finds a level that is gone, also behind the last level there is', async () => {
    vi.spyOn(log, 'error').mockImplementation(() => undefined);
    const last = products.at(-1);
    const client = await database.sql.connect();
    const { rows } = await client.query('delete from stock_level where product_id = $1 returning *', [last]);
    expect(await audit()).toMatchObject({ mismatches: 1, differing: [{ productId: last, onHand: null, ledger: '7' }] });
    await client.query(
      `insert into stock_level (store_id, product_id, on_hand, last_movement_at) values ($1, $2, $3, $4)`,
      [store, last, rows[0].on_hand, rows[0].last_movement_at],
    );
    client.release();
  });

  test('counts what is sold out and what is below zero, but not products that are no longer sold', async () => {
    const sell = (index: number, quantity: number) => ({
      key: `out ${index}`,
      store_id: store,
      product_id: products[index] ?? '',
      type: 'sale',
      quantity,
      occurred_at: at(9),
    });
    await post(database.sql, [sell(800, -7), sell(801, -7), sell(802, -7), sell(803, -8)]);
    await database.sql.query("update product set status = 'archived' where id = $1", [products[802]]);
    expect(await audit()).toMatchObject({ mismatches: 0, stockOuts: 2, negativeLevels: 1 });
    expect(metrics.measure).toHaveBeenCalledWith({ LedgerAudits: 1, LedgerMismatches: 0 });
    expect(metrics.measure).toHaveBeenCalledWith({ StockOuts: 2, NegativeLevels: 1 });
  });
});

describe('while others post', () => {
  /** Sells one by one, each at once in the level and the ledger, until told to stop. */
  function selling() {
    let isOn = true;
    let sold = 0;
    const done = (async () => {
      for (; isOn; sold += 1)
        await post(
          database.app,
          products.slice(0, 200).map((product_id, index) => ({
            key: `busy ${sold} ${index}`,
            store_id: store,
            product_id,
            type: 'sale',
            quantity: -1,
            occurred_at: at(20),
          })),
        );
    })();
    return {
      sold: () => sold,
      async stop() {
        isOn = false;
        await done;
      },
    };
  }

  test('raises no false alarm; two separate readings would', async () => {
    const busy = selling();
    await vi.waitUntil(() => busy.sold() > 1, { timeout: 20_000 });
    const before = busy.sold();
    for (let time = 0; time < 10; time += 1) expect(await audit()).toMatchObject({ mismatches: 0 });
    // The negative control: levels first, then the ledger, each rightly read, do not agree.
    const levels = await database.sql.query<{ sum: string }>('select sum(on_hand) from stock_level');
    const since = busy.sold();
    await vi.waitUntil(() => busy.sold() > since + 1, { timeout: 20_000 });
    const ledger = await database.sql.query<{ sum: string }>('select sum(quantity) from stock_movement');
    await busy.stop();
    expect(busy.sold()).toBeGreaterThan(before);
    expect(ledger.rows[0]?.sum).not.toBe(levels.rows[0]?.sum);
    expect(await audit()).toMatchObject({ mismatches: 0 });
  }, 60_000);
});

describe('a ledger too large for the time there is', () => {
  test('is read on from where the audit stopped, and told as audited only at its end', async () => {
    let looks = 0;
    const first = await audit({ remainingMs: () => ((looks += 1) > 1 ? 59_000 : 900_000) });
    expect(first).toMatchObject({
      positions: 500,
      isComplete: false,
      next: { storeId: store, productId: products[499] },
    });
    expect(metrics.measure).not.toHaveBeenCalled();
    const rest = await audit({ from: first.next ?? undefined });
    expect(rest).toMatchObject({ positions: 700, isComplete: true });
    expect(metrics.measure).toHaveBeenCalledExactlyOnceWith({ LedgerAudits: 1, LedgerMismatches: 0 });
  });

  test('that left no time at all is not told as audited', async () => {
    expect(await audit({ remainingMs: () => 0 })).toMatchObject({ positions: 0, isComplete: false, next: null });
    expect(metrics.measure).not.toHaveBeenCalled();
  });

  test('is read in smaller pieces when the database does not answer in time, down to single positions', async () => {
    const sizes: unknown[] = [];
    const { db } = database;
    const slow = (limit: number): typeof db => ({
      query(sql, values, row) {
        sizes.push(values['size']);
        if (Number(values['size']) <= limit) return db.query(sql, values, row);
        return Promise.reject(new DomainError('unavailable', 'database.unavailable', 'too slow'));
      },
    });
    expect(await auditLedger({ ...testPlatform(db), db: slow(200) })).toMatchObject({
      positions: 1_200,
      isComplete: true,
    });
    expect(sizes.slice(0, 4)).toEqual([500, 250, 125, 250]);
    await expect(auditLedger({ ...testPlatform(db), db: slow(0) })).rejects.toThrow('cannot be read in time');
  });
});

test('the audit reads by the indexes: a piece of a ledger costs what the piece holds', async () => {
  await database.sql.query('vacuum analyze stock_movement, stock_level');
  const plans: string[] = [];
  const { db, sql } = database;
  const explained: typeof db = {
    async query(text, values, row) {
      const names = Object.keys(values);
      const bound = text.replaceAll(/(?<!:):(\w+)/g, (_, name: string) => `$${names.indexOf(name) + 1}`);
      const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`explain ${bound}`, Object.values(values));
      plans.push(rows.map((line) => line['QUERY PLAN']).join('\n'));
      return db.query(text, values, row);
    },
  };
  await auditLedger({ ...testPlatform(db), db: explained });
  expect(plans[0]).toContain('movement_history');
  expect(plans[0]).not.toContain('Seq Scan on stock_movement');
});
