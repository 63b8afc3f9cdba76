import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendWhenDue, wakeForDigests } from '#domain/alerts/digest-wakes.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Wake } from '#domain/platform/wakes.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

type Digests = Extract<Wake, { wake: 'digests' }>;
const limits = { remainingMs: () => 60_000 };

let world: AlertWorld;
let platform: Platform;
let asked = 0;
let waiting: { wake: Digests; seconds: number }[] = [];
beforeAll(async () => {
  world = await openAlertWorld();
  const { sql } = world.database;
  await sql.query(
    "insert into person (user_id, email, name) values ('mia', 'mia@example.com', 'Mia'), ('ben', 'ben@example.com', 'Ben')",
  );
  await sql.query("insert into user_role_grant values ('mia', 'manager', $1), ('ben', 'buyer', null)", [world.store]);
  await sql.query(
    "insert into alert_preference values ('ben', true, 9, 'America/New_York', '{1,2,3,4,5}', null, null, false)",
  );
  const id = await world.product(10);
  await world.stock(id, 4);
  await world.look(id);
  const { db } = world.database;
  platform = {
    ...world.platform,
    db: {
      ...db,
      query: (...query) => {
        asked += 1;
        return db.query(...query);
      },
    },
    wakes: {
      later: (wake, seconds = 180) => {
        if (wake.wake === 'digests') waiting.push({ wake, seconds });
        return Promise.resolve();
      },
    },
  };
});
afterAll(() => world.database.close());
beforeEach(async () => {
  waiting = [];
  asked = 0;
  world.mails.length = 0;
  await world.database.sql.query('delete from alert_mail');
});

/** Delivers what waits, each when its time has come, until nothing does. @returns when which mails went out, in UTC */
async function untilQuiet(begin: string): Promise<{ sent: string[]; looks: number; idle: number }> {
  let now = Date.parse(begin);
  const sent: string[] = [];
  let looks = 0;
  let idle = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    expect(next.seconds).toBeGreaterThan(0);
    expect(next.seconds).toBeLessThanOrEqual(900);
    now += next.seconds * 1_000;
    world.at(new Date(now).toISOString());
    looks += 1;
    const before = { asked, mails: world.mails.length };
    await sendWhenDue(platform, next.wake, limits);
    if (asked === before.asked) idle += 1;
    for (const { to } of world.mails.slice(before.mails))
      sent.push(`${new Date(now).toISOString().slice(0, 16)} ${to}`);
  }
  return { sent, looks, idle };
}

test('between two plans everybody gets the digest at their own hour, and the database is asked at those hours only', async () => {
  const begin = '2026-06-16T04:00:00.000Z';
  world.at(begin);
  expect(await wakeForDigests(platform, '2026-06-17T04:00:00.000Z')).toBe('2026-06-16T06:00:00.000Z');
  const { sent, looks, idle } = await untilQuiet(begin);
  expect(sent).toEqual(['2026-06-16T06:00 mia@example.com', '2026-06-16T13:00 ben@example.com']);
  // Nine hours in quarters; only the two that were due looked into the database.
  expect([looks, idle]).toEqual([36, 34]);
});

test('nobody is woken where the next plan comes before the next digest', async () => {
  world.at('2026-06-16T04:00:00.000Z');
  expect(await wakeForDigests(platform, '2026-06-16T06:00:00.000Z')).toBeUndefined();
  expect(waiting).toEqual([]);
});

test('a weekday that nobody chose is passed over, and the hour stays where the clock is put forward', async () => {
  await world.database.sql.query("update alert_preference set time_zone = 'Europe/Paris', hour = 2, weekdays = '{7}'");
  await world.database.sql.query("update person set disabled_at = now() where user_id = 'mia'");
  world.at('2026-03-23T04:00:00.000Z');
  const until = '2026-03-30T04:00:00.000Z';
  // 02:00 of 29 March is missing in Paris: it is 03:00 there then.
  expect(await wakeForDigests(platform, until)).toBe('2026-03-29T01:00:00.000Z');
  const due = { at: '2026-03-29T01:00:00.000Z', until };
  world.at(due.at);
  await sendWhenDue(platform, due, limits);
  await sendWhenDue(platform, due, limits); // delivered twice
  expect(world.mails.map(({ to }) => to)).toEqual(['ben@example.com']);
  await world.database.sql.query('update person set disabled_at = null');
});

test('what keeps a mail from being sent is thrown, and the next try sends it and goes on waiting', async () => {
  const due = { at: '2026-06-16T06:00:00.000Z', until: '2026-06-18T04:00:00.000Z' };
  world.at(due.at);
  const throttled = Object.assign(new Error('Maximum sending rate exceeded'), { $metadata: { httpStatusCode: 429 } });
  const failing = { ...platform, mail: { send: () => Promise.reject(throttled) } };
  await expect(sendWhenDue(failing, due, limits)).rejects.toThrow('Maximum sending rate');
  expect(waiting).toEqual([]);
  await sendWhenDue(platform, due, limits);
  expect(world.mails).toHaveLength(1);
  expect(waiting).toMatchObject([{ wake: { at: '2026-06-17T06:00:00.000Z' } }]);
});
