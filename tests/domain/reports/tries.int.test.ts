import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimRun, failRun } from '#domain/reports/run.sql.ts';
import { dueReports } from '#domain/reports/due.actions.ts';
import { type MailWorld, openMailWorld } from './mail-world.ts';

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld('2026-06-07T17:15:00Z');
});
afterAll(() => world.close());

/** A report that is due, of a store of its own. */
async function due(): Promise<{ store: string; reader: string }> {
  world.at('2026-06-07T17:15:00Z');
  const store = await world.store('Shop');
  const reader = `reader-${store}`;
  await world.subscribe(reader, store, 'daily', { since: '2026-06-07T10:00:00Z' });
  await world.sale(store, '2026-06-07T12:00:00Z');
  await dueReports(world.database.db, world.now().toISOString());
  return { store, reader };
}

const claim = (attempt: string = crypto.randomUUID()) =>
  claimRun(world.database.db, {
    attempt,
    now: world.now().toISOString(),
    until: new Date(world.now().getTime() + 600_000).toISOString(),
  });

const mailOf = async (reader: string) => {
  const { rows } = await world.database.sql.query<{ state: string; reason: string | null }>(
    'select state, reason from report_mail where user_id = $1',
    [reader],
  );
  return rows;
};

test('a report that ends the process which makes it is begun five times, and then its mails have failed', async () => {
  const { store, reader } = await due();
  for (let nth = 0; nth < 5; nth += 1) {
    expect(await claim()).toMatchObject({ storeId: store });
    expect(await claim()).toBeUndefined(); // it is somebody's for ten minutes
    expect(await mailOf(reader)).toEqual([{ state: 'rendering', reason: null }]);
    world.later(11); // and nothing is heard of them
  }
  expect(await claim()).toBeUndefined();
  expect(await mailOf(reader)).toEqual([{ state: 'failed', reason: 'The report could not be made' }]);
  world.later(24 * 60);
  expect(await claim()).toBeUndefined();
});

test('one that fails with a word is begun five times as well, and the same attempt again is no other try', async () => {
  const { store, reader } = await due();
  for (let nth = 0; nth < 5; nth += 1) {
    expect((await mailOf(reader))[0]?.state).not.toBe('failed');
    const attempt = crypto.randomUUID();
    const run = await claim(attempt);
    expect(run).toMatchObject({ storeId: store });
    expect(await claim(attempt)).toEqual(run);
    await failRun(world.database.db, { runId: run?.runId ?? '', attempt, until: world.now().toISOString() });
  }
  expect(await mailOf(reader)).toEqual([{ state: 'failed', reason: 'The report could not be made' }]);
  expect(await claim()).toBeUndefined();
});
