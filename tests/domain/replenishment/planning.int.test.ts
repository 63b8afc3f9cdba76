import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { at, knowDay, later, platformAt, product, shop, stock, suggestionsOf, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const plan = (storeId: string, when = at) => planStore(platformAt(database, when), storeId, { at: when });

describe('planning a store', () => {
  test('suggests whole packs for what is at its reorder point, and says why in a sentence and in terms', async () => {
    const storeId = await shop(database);
    const supplierId = await supplier(database);
    const low = await product(database, storeId, supplierId, { onHand: 17, pack: 12 });
    const full = await product(database, storeId, supplierId, { onHand: 500 });
    expect(await plan(storeId)).toMatchObject({ outcome: 'planned', positions: 2, suggestions: 1 });
    const [made] = await suggestionsOf(database, storeId);
    expect(made).toMatchObject({ product_id: low, kind: 'buy', status: 'open', holds: [] });
    expect(Number(made?.quantity) % 12).toBe(0);
    expect(made?.sentence).toMatch(
      /^sells [\d.]+\/day when in stock, 9 days to arrive, 95 % service -> reorder at \d+; 17 here, 0 coming -> order \d+ = \d packs$/,
    );
    expect(made?.inputs).toMatchObject({ available: 17, leadDays: 9, packSize: 12, leadFrom: 'item' });
    const { rows } = await database.sql.query<{ product_id: string }>(
      'select product_id from reorder_level where store_id = $1 order by product_id',
      [storeId],
    );
    expect(rows.map(({ product_id: id }) => id)).toEqual([low, full]);
  });

  test('orders no more however often it is run, on the same day or on later ones', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const [first] = await suggestionsOf(database, storeId, 'open');
    for (let run = 0; run < 3; run += 1) expect(await plan(storeId)).toMatchObject({ outcome: 'done' });
    for (const days of [1, 2, 3]) {
      await knowDay(database.sql, storeId, later(days - 1).slice(0, 10));
      expect(await plan(storeId, later(days))).toMatchObject({ outcome: 'planned' });
      const open = await suggestionsOf(database, storeId, 'open');
      expect(open.map(({ quantity }) => quantity)).toEqual([first?.quantity]);
    }
  });

  test('plans a day again when what sells is known better since, unless something was decided of it', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const knowBetter = (after: string) =>
      database.sql.query(
        'update store_availability set demand_at = $2::timestamptz + $3::interval where store_id = $1',
        [storeId, at, after],
      );
    await knowBetter('1 minute');
    const minutesLater = new Date(Date.parse(at) + 300_000).toISOString();
    expect(await plan(storeId, minutesLater)).toMatchObject({ outcome: 'planned', suggestions: 1 });
    expect(await plan(storeId, minutesLater)).toMatchObject({ outcome: 'done' });
    expect(await suggestionsOf(database, storeId)).toHaveLength(1);

    await database.sql.query(
      `update suggestion set status = 'rejected', reason = 'enough', decided_at = $2, decided_by = 'buyer' where store_id = $1`,
      [storeId, at],
    );
    await knowBetter('1 hour');
    expect(await plan(storeId, minutesLater)).toMatchObject({ outcome: 'done' });
  });

  test('is done once by two at the same time', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    const outcomes = await Promise.all([plan(storeId), plan(storeId), plan(storeId)]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'done', 'planned']);
    expect(await suggestionsOf(database, storeId)).toHaveLength(1);
  });

  test('fetches from a store that has cover to spare before it buys, and never below what that store needs', async () => {
    const storeId = await shop(database);
    const giver = await shop(database);
    const supplierId = await supplier(database);
    const productId = await product(database, storeId, supplierId, { onHand: 2 });
    await stock(database, giver, productId, { onHand: 90 });
    await plan(giver);
    const { rows } = await database.sql.query<{ keep: number }>(
      `select greatest(order_up_to, reorder_point + lead_units)::float8 as keep from reorder_level where store_id = $1`,
      [giver],
    );
    await plan(storeId);
    const made = await suggestionsOf(database, storeId);
    const spare = Math.floor(90 - Number(rows[0]?.keep));
    expect(made[0]).toMatchObject({ kind: 'transfer', from_store_id: giver, quantity: spare });
    expect(made[1]).toMatchObject({ kind: 'buy', product_id: productId });
    expect(made[1]?.inputs).toMatchObject({ fromOthers: spare });
  });
});
