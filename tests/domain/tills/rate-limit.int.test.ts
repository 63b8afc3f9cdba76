import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tillOf } from '#domain/tills/till.actions.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { openStore } from '#tests/setup/ledger.ts';

const limit = 20;
const secret = `stk_${'k'.repeat(43)}`;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  const store = await openStore(database.sql, 'Harbour');
  await database.sql.query(
    `insert into api_key (store_id, label, prefix, hash, rate_limit, created_by)
     values ($1, 'Till', 'stk_', decode($2, 'hex'), $3, 'test')`,
    [store, hash('sha256', secret), limit],
  );
});
afterAll(() => database.close());

const callsAt = async (at: string, count: number) => {
  const platform = { db: database.db, clock: { ...systemClock, now: () => new Date(at) } };
  const results = await Promise.allSettled(Array.from({ length: count }, () => tillOf(platform, secret)));
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ problem: 'limited', code: 'till.limited' });
  return results.filter((result) => result.status === 'fulfilled').length;
};

describe('of 120 calls of one till in the same second', () => {
  test('exactly as many pass as the key allows, and as many again in the next second', async () => {
    expect(await callsAt('2026-06-01T10:00:00.400Z', 120)).toBe(limit);
    expect(await callsAt('2026-06-01T10:00:00.999Z', 5)).toBe(0);
    expect(await callsAt('2026-06-01T10:00:01.000Z', 120)).toBe(limit);
  });

  test('a clock that lags counts into the newest second, so that two clocks allow no more than one', async () => {
    const passed = await Promise.all(
      Array.from({ length: 30 }, (_, n) => callsAt(`2026-06-01T11:00:0${n % 2}.900Z`, 2)),
    );
    // Each of the two seconds counts from the newest on: at most one limit each.
    expect(passed.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2 * limit);
    expect(await callsAt('2026-06-01T11:00:00.999Z', 5)).toBe(0);
  });

  test('more would pass if the count were read first and written then (negative control)', async () => {
    await database.sql.query("update api_key set second = '2026-06-01T12:00:00Z', calls = 0");
    const call = async () => {
      const { rows } = await database.app.query<{ calls: number }>('select calls from api_key');
      const calls = rows[0]?.calls ?? 0;
      if (calls >= limit) return false;
      await database.app.query('update api_key set calls = $1', [calls + 1]);
      return true;
    };
    const results = await Promise.all(Array.from({ length: 120 }, call));
    expect(results.filter(Boolean).length).toBeGreaterThan(limit);
  });
});
