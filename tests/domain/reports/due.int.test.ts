import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dueReports } from '#domain/reports/due.actions.ts';
import { type MailWorld, openMailWorld } from './mail-world.ts';

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld('2026-06-07T19:00:00Z');
});
afterAll(() => world.close());
beforeEach(async () => {
  const { sql } = world.database;
  await sql.query('update store set is_archived = true');
  await sql.query('delete from report_mail');
  await sql.query('delete from report_subscription');
  await sql.query('delete from report_run');
});

const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const openDaily = (opens: string, closes: string) =>
  JSON.stringify(Object.fromEntries(week.map((day) => [day, [{ opens, closes }]])));

async function storeIn(zone: string, hours: string | null, cutoff = '00:00'): Promise<string> {
  const id = await world.store('Shop');
  await world.database.sql.query(
    "update store set time_zone = $2, hours = $3::jsonb, day_cutoff = $4, updated_at = '2026-01-01' where id = $1",
    [id, zone, hours, cutoff],
  );
  return id;
}

const runsOf = async (storeId: string | null, kind = 'daily') =>
  (
    await world.database.sql.query<{ day: string; at: Date }>(
      `select to_day::text as day, due_at as at from report_run
       where store_id is not distinct from $1 and kind = $2 and revision = 1 order by due_at, to_day`,
      [storeId, kind],
    )
  ).rows.map(({ day, at }) => `${day} at ${at.toISOString().slice(0, 16)}Z`);

/** Looks every 15 minutes, as the schedule does, or less often. */
async function everyQuarter(from: string, to: string, minutes = 15): Promise<void> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += minutes * 60_000)
    await dueReports(world.database.db, new Date(at).toISOString());
}

describe('on the days when clocks change, each day is reported once and none is skipped', () => {
  // The day, and how long it is there.
  const days = [
    ['Europe/Paris', '2026-03-29', 23],
    ['Europe/Paris', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Santiago', '2026-09-06', 23],
    ['America/Santiago', '2026-04-04', 25],
    ['Africa/Casablanca', '2026-02-15', 25],
    ['Africa/Casablanca', '2026-03-22', 23],
    ['Asia/Kolkata', '2026-03-29', 24],
  ] as const;

  test.each(days)('%s on %s, a day of %s hours', async (zone, day, hours) => {
    const { sql } = world.database;
    // One closes in the hour that is doubled or missing; one keeps no hours, so that its day ends with the date; one's
    // day ends where the clocks change.
    const stores = [
      await storeIn(zone, openDaily('09:00', '18:00')),
      await storeIn(zone, openDaily('20:00', '02:30'), '06:00'),
      await storeIn(zone, null),
      await storeIn(zone, null, '02:30'),
    ];
    const shifted = (by: number) => new Date(Date.parse(day) + by * 86_400_000).toISOString();
    for (const store of stores) await world.subscribe(`reader-${store}`, store, 'daily', { since: shifted(-2) });
    await world.subscribe('chief', null, 'daily', { since: shifted(-2) });
    await everyQuarter(shifted(-0.75), shifted(2.5), 30);
    const wanted = [-1, 0, 1].map((by) => shifted(by).slice(0, 10));
    for (const store of [...stores, null]) {
      const reported = (await runsOf(store)).map((run) => run.slice(0, 10));
      expect([store, new Set(reported).size, reported.length]).toEqual([store, reported.length, reported.length]);
      expect([store, wanted.filter((date) => reported.includes(date))]).toEqual([store, wanted]);
      expect([store, reported]).toEqual([store, reported.toSorted()]);
    }
    // A day is reported at the first look after its close, which PostgreSQL and this machine's calendar agree on.
    const { rows } = await sql.query<{ late: number; length: number }>(
      `select extract(epoch from r.due_at - report_closes_at(s, r.to_day)) / 60 as late,
         extract(epoch from local_instant($2::date + 1 + time '00:00', s.time_zone) - local_instant($2::date + time '00:00', s.time_zone)) / 3600 as length
       from report_run r join store s on s.id = r.store_id where r.store_id = any ($1) and r.to_day >= $2::date`,
      [stores, day],
    );
    expect(rows.map(({ late }) => Number(late)).filter((late) => late < 0 || late >= 30)).toEqual([]);
    expect(Number(rows[0]?.length)).toBeCloseTo(hours, 6);
    expect(hoursOf(day, zone)).toBeCloseTo(hours, 6);
  });
});

/** How long a day is by this machine's calendar, in hours: counted by its minutes. */
function hoursOf(day: string, timeZone: string): number {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone });
  const from = Date.parse(day) - 14 * 3_600_000;
  let minutes = 0;
  for (let at = from; at < from + 54 * 3_600_000; at += 60_000) if (date.format(at) === day) minutes += 1;
  return minutes / 60;
}

describe('a report waits', () => {
  const feed = (by: string) => JSON.stringify([{ kind: 'sales', weekdays: week, by }]);
  test('for a file that is missing, until it comes', async () => {
    const store = await storeIn('Europe/London', openDaily('09:00', '18:00'));
    await world.database.sql.query('update store set expected_feeds = $2 where id = $1', [store, feed('19:00')]);
    await world.arrive(store, '2026-06-01'); // since when files are expected
    await world.subscribe(`reader-${store}`, store, 'daily', { since: '2026-06-10T12:00:00Z' });
    await everyQuarter('2026-06-10T16:00:00Z', '2026-06-10T18:30:00Z');
    expect(await runsOf(store)).toEqual([]);
    await world.arrive(store, '2026-06-10');
    await everyQuarter('2026-06-10T18:45:00Z', '2026-06-10T20:00:00Z');
    expect(await runsOf(store)).toEqual(['2026-06-10 at 2026-06-10T18:45Z']);
  });

  test("no longer than the store's limit after the file was due, and is partial then", async () => {
    const store = await storeIn('Europe/London', openDaily('09:00', '18:00'));
    const { sql } = world.database;
    await sql.query('update store set expected_feeds = $2 where id = $1', [store, feed('19:00')]);
    await world.sale(store, '2026-06-01T12:00:00Z');
    for (const day of [1, 2, 3, 4, 5, 6, 7, 8, 9]) await world.arrive(store, `2026-06-0${day}`);
    await sql.query('insert into report_wait (store_id, minutes) values ($1, 45)', [store]);
    await world.subscribe(`reader-${store}`, store, 'daily', { since: '2026-06-10T12:00:00Z' });
    await everyQuarter('2026-06-10T16:00:00Z', '2026-06-10T20:00:00Z');
    // Due at 19:00 in London, which is 18:00 UTC.
    expect(await runsOf(store)).toEqual(['2026-06-10 at 2026-06-10T18:45Z']);
    world.mail.faults.next = undefined;
    world.at('2026-06-10T20:00:00Z');
    await world.run();
    expect(world.mail.list()[0]?.subject).toMatch(/^Partial: Daily report: Shop \d+, Wednesday,? 10 June 2026$/);
    // The file comes by night: told again, once, with what has changed.
    await world.sale(store, '2026-06-10T12:00:00Z', 7);
    await world.arrive(store, '2026-06-10');
    world.at('2026-06-10T22:45:00Z');
    await world.run(); // the business day is not over: nothing yet
    expect(world.mail.list()).toHaveLength(1);
    world.at('2026-06-11T00:15:00Z');
    await world.run();
    await world.run();
    const [mail] = world.mail.list();
    expect(world.mail.list()).toHaveLength(2);
    expect(mail?.subject).toMatch(/^Corrected: Daily report: Shop \d+, Wednesday,? 10 June 2026$/);
    const text = world.mail.read(mail?.id ?? '', 'body.txt')?.toString('utf8');
    expect(text).toContain('Net sales: £14.00 (was £0.00)');
  });
});

test('a week is told on its Sunday, a month on its last day, and the chain when its last shop has closed', async () => {
  const london = await storeIn('Europe/London', openDaily('09:00', '18:00'));
  await storeIn('America/New_York', openDaily('09:00', '20:00'));
  for (const kind of ['daily', 'weekly', 'monthly']) {
    await world.subscribe('boss', null, kind, { since: '2026-05-31T12:00:00Z' });
    await world.subscribe('boss', london, kind, { since: '2026-05-31T12:00:00Z' });
  }
  await everyQuarter('2026-05-31T15:00:00Z', '2026-06-01T12:00:00Z');
  expect(await runsOf(london, 'weekly')).toEqual(['2026-05-31 at 2026-05-31T17:00Z']);
  expect(await runsOf(london, 'monthly')).toEqual(['2026-05-31 at 2026-05-31T17:00Z']);
  expect(await runsOf(null, 'weekly')).toEqual(['2026-05-31 at 2026-06-01T00:00Z']);
  expect(await runsOf(null)).toEqual(['2026-05-31 at 2026-06-01T00:00Z']);
});

test('a closed day is told only when something was sold, and nobody gets what closed before they asked', async () => {
  const store = await storeIn('Europe/London', openDaily('09:00', '18:00'));
  const { sql } = world.database;
  const closed = JSON.stringify([{ from: '2026-06-10', to: '2026-06-11', reason: 'Works' }]);
  await sql.query('update store set closures = $2 where id = $1', [store, closed]);
  await world.sale(store, '2026-06-11T12:00:00Z');
  await world.subscribe(`reader-${store}`, store, 'daily', { since: '2026-06-09T17:30:00Z' });
  await everyQuarter('2026-06-09T18:00:00Z', '2026-06-13T01:00:00Z');
  expect(await runsOf(store)).toEqual(['2026-06-11 at 2026-06-11T23:00Z', '2026-06-12 at 2026-06-12T17:00Z']);
});

test('a thousand readers are noted, written to and sent to in far fewer statements than there are readers', async () => {
  const store = await storeIn('Europe/London', openDaily('09:00', '18:00'));
  await world.database.sql.query(
    `with people as (
       insert into person (user_id, email, name) select 'many-' || n, 'many-' || n || '@example.com', 'M' from generate_series(1, 1000) n
       returning user_id), rights as (
       insert into user_role_grant select user_id, 'viewer', $1 from people)
     insert into report_subscription (user_id, store_id, kind, language, locale, since)
       select user_id, $1, 'daily', (array['en', 'de'])[1 + length(user_id) % 2], 'en-GB', '2026-06-10' from people`,
    [store],
  );
  world.at('2026-06-10T17:00:00Z');
  const [before, mails] = [world.statements(), world.mail.list().length];
  await world.run();
  expect(world.mail.list().length - mails).toBe(1_000);
  expect(world.statements() - before).toBeLessThan(150);
});
