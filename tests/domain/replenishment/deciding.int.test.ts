import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderByItself } from '#domain/replenishment/place.actions.ts';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { decideSuggestions } from '#domain/replenishment/suggestion.actions.ts';
import type { Decision } from '#domain/replenishment/suggestion.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { at, knowDay, later, next, platformAt, product, shop, stock, suggestionsOf, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const admin = { userId: 'ada', grants: [{ role: 'admin' as const, storeId: null }] };
const plan = (storeId: string, when = at) => planStore(platformAt(database, when), storeId, { at: when });
const decide = (decisions: Decision[], key: string, when = at) =>
  decideSuggestions(platformAt(database, when), admin, { decisions }, key);
const accepted = (suggestionId: string): Decision => ({ suggestionId, verdict: 'accept' });

async function planLater(storeId: string, days: number) {
  await knowDay(database.sql, storeId, later(days - 1).slice(0, 10));
  return plan(storeId, later(days));
}

async function orderedOf(storeId: string) {
  const { rows } = await database.sql.query<{ order_id: string; product_id: string; ordered: number; status: string }>(
    `select l.order_id, l.product_id, l.ordered::float8, o.status from purchase_order_line l
     join purchase_order o on o.id = l.order_id where o.store_id = $1 order by l.order_id, l.product_id`,
    [storeId],
  );
  return rows;
}

describe('deciding suggestions', () => {
  test('makes one draft order for each supplier of what is accepted together, and the same key nothing more', async () => {
    const storeId = await shop(database);
    const [one, other] = [await supplier(database), await supplier(database)];
    for (const from of [one, one, other]) await product(database, storeId, from);
    await plan(storeId);
    const open = await suggestionsOf(database, storeId, 'open');
    const key = next('key');
    const wanted = open.map(({ id }) => accepted(id));
    const first = await decide(wanted, key);
    expect(first.orders.map(({ supplierId, lines }) => [supplierId, lines])).toEqual([
      [one, 2],
      [other, 1],
    ]);
    expect(await decide(wanted, key)).toEqual(first);
    expect((await orderedOf(storeId)).map(({ ordered }) => ordered)).toEqual(open.map(({ quantity }) => quantity));
    expect((await suggestionsOf(database, storeId)).map(({ order_id: order }) => order)).toEqual(
      first.decided.map(({ orderId }) => orderId),
    );
    await expect(decide([accepted(open[0]?.id ?? '')], key)).rejects.toMatchObject({ code: 'suggestion.conflict' });
  });

  test('by several at once orders each once', async () => {
    const storeId = await shop(database);
    const from = await supplier(database);
    for (let count = 0; count < 4; count += 1) await product(database, storeId, from);
    await plan(storeId);
    const wanted = (await suggestionsOf(database, storeId, 'open')).map(({ id }) => accepted(id));
    const answers = await Promise.all([1, 2, 3, 4, 5].map((nth) => decide(wanted, `${next('key')} ${nth}`)));
    expect(answers.flatMap(({ decided }) => decided)).toHaveLength(4);
    expect(answers.flatMap(({ refused }) => refused)).toHaveLength(16);
    expect(await orderedOf(storeId)).toHaveLength(4);
  });

  test('takes another quantity, and a reason for none', async () => {
    const storeId = await shop(database);
    const from = await supplier(database);
    const [kept] = [await product(database, storeId, from), await product(database, storeId, from)];
    await plan(storeId);
    const [first, second] = await suggestionsOf(database, storeId, 'open');
    await decide(
      [
        { suggestionId: first?.id ?? '', verdict: 'change', quantity: '100', reason: 'A school has ordered' },
        { suggestionId: second?.id ?? '', verdict: 'reject', reason: 'Going out of the range' },
      ],
      next('key'),
    );
    expect(await orderedOf(storeId)).toMatchObject([{ product_id: kept, ordered: 100, status: 'draft' }]);
    const statuses = (await suggestionsOf(database, storeId)).map(({ status }) => status);
    expect(statuses).toEqual(['changed', 'rejected']);
  });

  test('drafts a transfer of what another store gives, and that store is not asked for the same units again', async () => {
    const [giver, one, other] = [await shop(database), await shop(database), await shop(database)];
    const productId = await product(database, giver, await supplier(database), { onHand: 120 });
    for (const storeId of [one, other]) await stock(database, storeId, productId, { onHand: 2 });
    for (const storeId of [giver, one]) await plan(storeId);
    const [transfer] = (await suggestionsOf(database, one)).filter(({ kind }) => kind === 'transfer');
    await plan(other);
    const taken = (await suggestionsOf(database, other)).filter(({ kind }) => kind === 'transfer');
    expect(taken).toEqual([]);
    const done = await decide([accepted(transfer?.id ?? '')], next('key'));
    expect(done.transfers).toMatchObject([{ storeId: one, fromStoreId: giver, lines: 1 }]);
    const { rows } = await database.sql.query('select * from transfer_open_line where to_store_id = $1', [one]);
    expect(rows).toMatchObject([{ product_id: productId, from_store_id: giver, status: 'draft' }]);
  });
});

describe('planning on', () => {
  test('orders nothing twice: an accepted order counts, and goes on counting when its date is moved', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const [first] = await suggestionsOf(database, storeId, 'open');
    await decide([accepted(first?.id ?? '')], next('key'));
    expect(await planLater(storeId, 1)).toMatchObject({ suggestions: 0 });
    await database.sql.query("update purchase_order set expected_on = '2026-09-30' where store_id = $1", [storeId]);
    expect(await planLater(storeId, 2)).toMatchObject({ suggestions: 0 });
    await database.sql.query("update purchase_order set status = 'cancelled' where store_id = $1", [storeId]);
    expect(await planLater(storeId, 3)).toMatchObject({ suggestions: 1 });
  });

  const step = fc.constantFrom('plan', 'accept', 'next day', 'two at once', 'move the date');
  type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
  const oneOrder = fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const [first] = await suggestionsOf(database, storeId, 'open');
    let day = 0;
    for (const what of steps) {
      const open = await suggestionsOf(database, storeId, 'open');
      if (what === 'plan') await plan(storeId, later(day));
      else if (what === 'next day') await planLater(storeId, (day += 1));
      else if (what === 'two at once') await Promise.all([planLater(storeId, (day += 1)), planLater(storeId, day)]);
      else if (what === 'accept' && open.length > 0)
        await Promise.all(
          [1, 2].map((nth) =>
            decide(
              open.map(({ id }) => accepted(id)),
              next(`key${nth}`),
            ),
          ),
        );
      else
        await database.sql.query('update purchase_order set expected_on = expected_on + 9 where store_id = $1', [
          storeId,
        ]);
    }
    const undecided = await suggestionsOf(database, storeId, 'open');
    const all = [
      ...(await orderedOf(storeId)).map(({ ordered }) => ordered),
      ...undecided.map(({ quantity }) => quantity),
    ];
    expect(all).toEqual([first?.quantity]);
  });

  test('comes to the same order whatever is planned, decided and planned again in between', async () => {
    await fc.assert(oneOrder, { numRuns: 15, endOnFailure: true });
  });

  // Both tests above must be able to fail: planners that know less of what is coming do order twice.
  test('would order again each day if it did not count what is coming', async () => {
    const twice: [Step[]][] = [[['accept', 'next day']]];
    await withComing('and false', async () => {
      const { failed, counterexample } = await fc.check(oneOrder, { examples: twice, numRuns: 1, endOnFailure: true });
      expect({ failed, counterexample }).toEqual({ failed: true, counterexample: twice[0] });
    });
    await fc.assert(oneOrder, { examples: twice, numRuns: 1 });
  });

  test('would order again when an order is put off if only what is expected soon counted', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const [first] = await suggestionsOf(database, storeId, 'open');
    await decide([accepted(first?.id ?? '')], next('key'));
    const putOff = (to: string) =>
      database.sql.query('update purchase_order set expected_on = $2 where store_id = $1', [storeId, to]);
    await withComing(`and o.expected_on <= date '${later(14).slice(0, 10)}'`, async () => {
      await putOff(later(9).slice(0, 10));
      expect(await planLater(storeId, 1)).toMatchObject({ suggestions: 0 });
      await putOff('2026-09-30');
      expect(await planLater(storeId, 2)).toMatchObject({ suggestions: 1 });
    });
    expect(await planLater(storeId, 3)).toMatchObject({ suggestions: 0 });
  });

  /** While it runs, only such orders count as coming. */
  async function withComing(condition: string, run: () => Promise<void>) {
    const { rows } = await database.sql.query<{ text: string }>(
      "select pg_get_functiondef('coming_to(bigint)'::regprocedure) as text",
    );
    const whole = rows[0]?.text ?? '';
    const naive = whole.replace('where o.store_id = of_store', `where o.store_id = of_store ${condition}`);
    expect(naive).not.toBe(whole);
    await database.sql.query(naive);
    try {
      await run();
    } finally {
      await database.sql.query(whole);
    }
  }
});

describe('what is ordered by itself', () => {
  const auto = (storeId: string, mode: string) =>
    database.sql.query('insert into reorder_policy (store_id, auto_mode) values ($1, $2)', [storeId, mode]);

  test('is drafted, or sent, once for a supplier; what is held waits for somebody', async () => {
    const [drafts, sends] = [await shop(database), await shop(database)];
    await auto(drafts, 'draft');
    await auto(sends, 'send');
    const [cheap, dear] = [await supplier(database), await supplier(database, 1_000_000)];
    for (const storeId of [drafts, sends])
      for (const from of [cheap, cheap, dear]) await product(database, storeId, from);
    for (const storeId of [drafts, sends]) await plan(storeId);
    const platform = { ...platformAt(database), relayEvents: () => Promise.resolve() };
    await Promise.all([orderByItself(platform), orderByItself(platform)]);
    await orderByItself(platform);
    expect(await orderedOf(drafts)).toMatchObject([{ status: 'draft' }, { status: 'draft' }]);
    expect(await orderedOf(sends)).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    for (const storeId of [drafts, sends])
      expect(await suggestionsOf(database, storeId, 'open')).toMatchObject([{ holds: ['minimum_value'] }]);
  });

  test('is nothing while the stop is on, though suggestions are made', async () => {
    const storeId = await shop(database);
    await auto(storeId, 'send');
    await product(database, storeId, await supplier(database));
    await database.sql.query('update ordering_stop set is_stopped = true');
    await plan(storeId);
    expect(await orderByItself(platformAt(database))).toEqual({ orders: 0, transfers: 0 });
    expect(await suggestionsOf(database, storeId, 'open')).toHaveLength(1);
    await database.sql.query('update ordering_stop set is_stopped = false');
    await planLater(storeId, 1);
    expect(await orderByItself(platformAt(database, later(1)))).toEqual({ orders: 1, transfers: 0 });
  });

  test('is ended by the next run where somebody was cut off between accepting and ordering', async () => {
    const storeId = await shop(database);
    await product(database, storeId, await supplier(database));
    await plan(storeId);
    const [open] = await suggestionsOf(database, storeId, 'open');
    await database.sql.query(`select decide_suggestions($1, gen_random_uuid(), 'ada', $2)`, [
      JSON.stringify([accepted(open?.id ?? '')]),
      at,
    ]);
    expect(await planLater(storeId, 1)).toMatchObject({ suggestions: 0 });
    expect(await orderByItself(platformAt(database, later(1)))).toEqual({ orders: 1, transfers: 0 });
    expect(await orderedOf(storeId)).toMatchObject([{ ordered: open?.quantity }]);
  });
});
