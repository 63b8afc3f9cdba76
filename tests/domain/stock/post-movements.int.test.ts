import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let made = 0;

const product = async (fields?: { price: number; cost: number }) =>
  (await addProducts(database.sql, [`SKU-${(made += 1)}`], fields))[0] ?? '';
const hour = (h: number) => `2026-06-01T${String(h).padStart(2, '0')}:00:00Z`;

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.sql, 'Harbour');
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

describe('a movement', () => {
  test('changes the ledger and the level together', async () => {
    const id = await product();
    const rows = await post(database.app, [
      { key: `${id} a`, store_id: store, product_id: id, type: 'receipt', quantity: 10, occurred_at: hour(8) },
      { key: `${id} b`, store_id: store, product_id: id, type: 'sale', quantity: -3, occurred_at: hour(9) },
    ]);
    expect(rows).toEqual([]);
    expect(await onHand(database.sql, store, id)).toBe(7);
  });

  test('posted again is a duplicate, with another payload it is refused as changed', async () => {
    const id = await product();
    const sale = { key: id, store_id: store, product_id: id, type: 'sale', quantity: -2, occurred_at: hour(9) };
    await post(database.app, [sale]);
    expect(await post(database.app, [sale])).toEqual([{ line: 1, outcome: 'duplicate' }]);
    expect(await post(database.app, [{ ...sale, quantity: -5 }])).toEqual([{ line: 1, outcome: 'changed' }]);
    expect(await onHand(database.sql, store, id)).toBe(-2);
  });

  test('named twice in one call is posted once', async () => {
    const id = await product();
    const sale = { key: id, store_id: store, product_id: id, type: 'sale', quantity: -2, occurred_at: hour(9) };
    expect(await post(database.app, [sale, { ...sale }, { ...sale, quantity: -9 }])).toEqual([
      { line: 2, outcome: 'duplicate' },
      { line: 3, outcome: 'changed' },
    ]);
    expect(await onHand(database.sql, store, id)).toBe(-2);
  });

  test('of a sale may take stock below zero; an adjustment may not, and then nothing of its call applies', async () => {
    const [a, b] = [await product(), await product()];
    await post(database.app, [
      { key: a, store_id: store, product_id: a, type: 'sale', quantity: -1, occurred_at: hour(1) },
    ]);
    expect(await onHand(database.sql, store, a)).toBe(-1);
    const call = post(database.app, [
      { key: b, store_id: store, product_id: b, type: 'receipt', quantity: 5, occurred_at: hour(1) },
      { key: `${a} lost`, store_id: store, product_id: a, type: 'adjustment', quantity: -1, occurred_at: hour(2) },
    ]);
    await expect(call).rejects.toThrow('stock.insufficient');
    expect(await onHand(database.sql, store, b)).toBeUndefined();
  });

  test('more than a day in the future, or of an unknown product, is refused', async () => {
    const id = await product();
    const movement = { key: id, store_id: store, product_id: id, type: 'receipt', quantity: 1 };
    const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await expect(post(database.app, [{ ...movement, occurred_at: later(25) }])).rejects.toThrow('movement.future');
    await expect(post(database.app, [{ ...movement, product_id: 987654321, occurred_at: later(0) }])).rejects.toThrow(
      'movement.unknown',
    );
    expect(await post(database.app, [{ ...movement, occurred_at: later(23) }])).toEqual([]);
  });

  test('freezes its cost: a receipt moves the average, a sale takes it', async () => {
    const id = await product({ price: 9, cost: 5 });
    const at = { store_id: store, product_id: id };
    await post(database.app, [
      { ...at, key: `${id} 1`, type: 'receipt', quantity: 10, unit_cost: 4, occurred_at: hour(1) },
    ]);
    await post(database.app, [
      { ...at, key: `${id} 2`, type: 'receipt', quantity: 30, unit_cost: 6, occurred_at: hour(2) },
    ]);
    await post(database.app, [{ ...at, key: `${id} 3`, type: 'sale', quantity: -2, occurred_at: hour(3) }]);
    const { rows } = await database.sql.query(
      'select unit_cost::float, value_minor::int from stock_movement where product_id = $1 order by id',
      [id],
    );
    expect(rows).toEqual([
      { unit_cost: 4, value_minor: 4000 },
      { unit_cost: 6, value_minor: 18000 },
      { unit_cost: 5.5, value_minor: -1100 },
    ]);
  });

  test('announces at most 1,000 products an event, each once, below 48 KB', async () => {
    const ids = await addProducts(
      database.sql,
      Array.from({ length: 2_300 }, (_, n) => `BULK-${n}`),
    );
    await database.sql.query('delete from outbox');
    await post(
      database.app,
      ids.map((id) => ({
        key: `bulk ${id}`,
        store_id: store,
        product_id: id,
        type: 'receipt',
        quantity: 1,
        occurred_at: hour(1),
      })),
    );
    const { rows } = await database.sql.query<{ n: number; bytes: number; ids: string[] }>(
      `select jsonb_array_length(data->'productIds') as n, octet_length(data::text) as bytes, data->'productIds' as ids from outbox`,
    );
    expect(rows.map((row) => row.n).sort((x, y) => y - x)).toEqual([1000, 1000, 300]);
    expect(rows.every((row) => row.bytes < 48 * 1024)).toBe(true);
    expect(new Set(rows.flatMap((row) => row.ids)).size).toBe(2_300);
  });
});

describe('the ledger', () => {
  test('cannot be changed, not even by its owner', async () => {
    const id = await product();
    await post(database.app, [
      { key: id, store_id: store, product_id: id, type: 'receipt', quantity: 1, occurred_at: hour(1) },
    ]);
    await expect(database.sql.query('update stock_movement set quantity = 9')).rejects.toThrow('append only');
    await expect(database.sql.query('delete from stock_movement')).rejects.toThrow('append only');
    await expect(database.sql.query('truncate stock_movement')).rejects.toThrow('append only');
  });

  test.each([
    'insert into stock_movement (store_id, product_id, type, quantity, occurred_at, business_date) values (1, 1, $$receipt$$, 1, now(), now())',
    'update stock_movement set quantity = 1',
    'delete from stock_movement',
    'update stock_level set on_hand = 1',
    'insert into posted_key values (gen_random_uuid(), gen_random_uuid())',
    'insert into fact_delta select * from fact_delta',
    'delete from fact_delta',
    'insert into hour_delta select * from hour_delta',
    'update fact_store_day set net_minor = 1',
    'select post_changes(null, null, null)',
  ])('is closed to the application but for post_movements: %s', async (statement) => {
    await expect(database.app.query(statement)).rejects.toThrow('permission denied');
  });
});

describe('a count', () => {
  test('loaded late does not erase what was sold since it was taken', async () => {
    const id = await product();
    const at = { store_id: store, product_id: id };
    await post(database.app, [{ ...at, key: `${id} r`, type: 'receipt', quantity: 10, occurred_at: hour(6) }]);
    await post(database.app, [{ ...at, key: `${id} s`, type: 'sale', quantity: -4, occurred_at: hour(10) }]);
    await post(database.app, [{ ...at, key: `${id} c`, type: 'count', counted: 9, occurred_at: hour(8) }]);
    expect(await onHand(database.sql, store, id)).toBe(5);
  });

  test('stands against a sale that becomes known later but happened before or at its instant', async () => {
    const id = await product();
    const at = { store_id: store, product_id: id };
    await post(database.app, [{ ...at, key: `${id} c`, type: 'count', counted: 9, occurred_at: hour(8) }]);
    await post(database.app, [
      { ...at, key: `${id} before`, type: 'sale', quantity: -4, occurred_at: hour(7) },
      { ...at, key: `${id} at`, type: 'sale', quantity: -1, occurred_at: hour(8) },
      { ...at, key: `${id} after`, type: 'sale', quantity: -2, occurred_at: hour(9) },
    ]);
    expect(await onHand(database.sql, store, id)).toBe(7);
    const { rows } = await database.sql.query(
      `select c.quantity::int, m.type as corrects from stock_movement c join stock_movement m on m.id = c.corrects_id
       where c.product_id = $1 order by c.quantity desc`,
      [id],
    );
    expect(rows).toEqual([
      { quantity: 4, corrects: 'count' },
      { quantity: 1, corrects: 'count' },
    ]);
  });

  test('that finds what the books say is kept, with no difference', async () => {
    const id = await product();
    const at = { store_id: store, product_id: id };
    await post(database.app, [{ ...at, key: `${id} r`, type: 'receipt', quantity: 3, occurred_at: hour(6) }]);
    await post(database.app, [{ ...at, key: `${id} c`, type: 'count', counted: 3, occurred_at: hour(8) }]);
    const { rows } = await database.sql.query(
      'select type, quantity::int, counted::int from stock_movement where product_id = $1 and counted is not null',
      [id],
    );
    expect(rows).toEqual([{ type: 'count', quantity: 0, counted: 3 }]);
  });
});
