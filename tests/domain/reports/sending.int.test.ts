import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suppress } from '#domain/reports/suppression.actions.ts';
import { type CrashPoint, crashPoints, type MailWorld, openMailWorld } from './mail-world.ts';

// What SES answers, where the sender dies, and which mail it is: 7 x 6 x 5 = 210 cases. The seven answers go to seven
// readers of one report.

const answers = ['ok', 'throttle', 'error', 'lost answer', 'reset', 'bounce', 'complaint'] as const;
type Answer = (typeof answers)[number];
const situations = ['a day', 'a week', 'a day of the chain', 'a partial day', 'a restated day'] as const;
type Situation = (typeof situations)[number];

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld('2026-06-07T19:00:00Z');
});
afterAll(() => world.close());

type Mail = { user_id: string; state: string; reason: string | null; attempts: number; revision: number };

/** Readers of one report, each with an answer of their own from SES. */
async function readersOf(situation: Situation): Promise<{ store: string; readers: Map<Answer, string> }> {
  const { sql } = world.database;
  await sql.query('update report_subscription set is_on = false');
  await sql.query('update store set is_archived = true');
  // The chain has one report a day, and each case wants its own.
  await sql.query('delete from report_mail m using report_run r where r.id = m.run_id and r.store_id is null');
  await sql.query('delete from report_run where store_id is null');
  const store = await world.store('Shop');
  await world.sale(store, '2026-06-07T12:00:00Z');
  if (situation === 'a partial day') {
    const feed = [{ kind: 'sales', weekdays: ['sunday', 'monday'], by: '18:30' }];
    await sql.query("update store set expected_feeds = $2, updated_at = '2026-06-01' where id = $1", [
      store,
      JSON.stringify(feed),
    ]);
    await world.arrive(store, '2026-06-06'); // since when files are expected
    await sql.query('insert into report_wait (store_id, minutes) values ($1, 0)', [store]);
  }
  const readers = new Map<Answer, string>();
  for (const answer of answers) {
    const user = `${answer.replace(' ', '-')}-${store}`;
    const whose = situation === 'a day of the chain' ? null : store;
    await world.subscribe(user, whose, situation === 'a week' ? 'weekly' : 'daily', { since: '2026-06-07T10:00:00Z' });
    readers.set(answer, user);
  }
  return { store, readers };
}

const acceptedOf = (user: string) => world.mail.list().filter(({ to }) => to.includes(`${user}@example.com`)).length;

/** SES answers each reader as they are named, once; then it is well again. */
function answerOnce(readers: Map<Answer, string>): void {
  const left = new Map([...readers].map(([answer, user]) => [`${user}@example.com`, answer]));
  world.mail.faults.next = ({ to: [address = ''] }) => {
    const answer = left.get(address);
    left.delete(address);
    return answer === undefined || answer === 'ok' || answer === 'bounce' || answer === 'complaint' ? 'none' : answer;
  };
}

/** What SES tells later of mails that it has taken. */
async function tellBounces(readers: Map<Answer, string>, before: Map<string, number>): Promise<void> {
  for (const reason of ['bounce', 'complaint'] as const) {
    const user = readers.get(reason) ?? '';
    if (acceptedOf(user) === (before.get(user) ?? 0)) continue;
    const { rows } = await world.database.sql.query<{ id: string }>(
      'select max(id)::text as id from report_mail where user_id = $1',
      [user],
    );
    const told = { reason, addresses: [`${user}@example.com`], detail: '550', at: world.now().toISOString() };
    await suppress(world.platform, { ...told, mailId: rows[0]?.id ?? null });
  }
}

/** What must have become of a mail, and how often SES must have taken it. */
function wanted(answer: Answer, crash: CrashPoint): { states: string[]; accepted: number } {
  if (crash === 'before SES') return { states: ['unknown'], accepted: 0 };
  const isRefused = answer === 'throttle' || answer === 'error';
  if (crash === 'before it tells') {
    // The bounce tells of itself that SES had taken it.
    if (answer === 'bounce') return { states: ['failed'], accepted: 1 };
    return { states: ['unknown'], accepted: isRefused ? 0 : 1 };
  }
  if (answer === 'lost answer' || answer === 'reset') return { states: ['unknown'], accepted: 1 };
  return { states: [answer === 'bounce' ? 'failed' : 'sent'], accepted: 1 };
}

async function mailsOf(user: string): Promise<Mail[]> {
  const { rows } = await world.database.sql.query<Mail>(
    'select user_id, state, reason, attempts, revision from report_mail where user_id = $1 order by to_day, revision',
    [user],
  );
  return rows;
}

let cases = 0;

describe.each(situations)('of %s', (situation) => {
  test.each(crashPoints)('no mail is sent twice when the sender dies %s', async (crash) => {
    world.at('2026-06-07T19:00:00Z');
    world.mail.faults.next = undefined;
    const { store, readers } = await readersOf(situation);
    if (situation === 'a restated day') {
      await world.run();
      world.at('2026-06-08T00:30:00Z');
      await world.sale(store, '2026-06-07T15:00:00Z', 50);
    }
    const before = new Map([...readers.values()].map((user) => [user, acceptedOf(user)]));
    answerOnce(readers);
    await world.run(crash);
    world.later(1);
    await tellBounces(readers, before);
    // Somebody else goes on, first while the lease and the claim still hold, then after.
    for (const minutes of [2, 20, 20]) {
      world.later(minutes);
      await world.run();
      await tellBounces(readers, before);
    }
    const { rows: runs } = await world.database.sql.query<{ is_partial: boolean }>(
      'select is_partial from report_run where store_id = $1',
      [store],
    );
    if (situation === 'a partial day') expect(runs.map((run) => run.is_partial)).toEqual([true]);
    for (const [answer, user] of readers) {
      const mail = (await mailsOf(user)).at(-1);
      const accepted = acceptedOf(user) - (before.get(user) ?? 0);
      const { states, accepted: times } = wanted(answer, crash);
      expect([answer, accepted, states.includes(mail?.state ?? ''), mail?.state, mail?.revision]).toEqual([
        answer,
        times,
        true,
        mail?.state,
        situation === 'a restated day' ? 2 : 1,
      ]);
      cases += 1;
    }
    if (situation === 'a week' || situation === 'a partial day') return;
    // The next day nobody hears anything whose address bounced or who complained, and everybody else does, once.
    world.mail.faults.next = undefined;
    const seen = new Map([...readers.values()].map((user) => [user, acceptedOf(user)]));
    await world.sale(store, '2026-06-08T12:00:00Z');
    world.at('2026-06-08T19:00:00Z');
    await world.run();
    for (const [answer, user] of readers) {
      const isToldOf = (seen.get(user) ?? 0) > (before.get(user) ?? 0);
      const isQuiet = (answer === 'bounce' || answer === 'complaint') && isToldOf;
      expect([answer, acceptedOf(user) - (seen.get(user) ?? 0)]).toEqual([answer, isQuiet ? 0 : 1]);
      if (isQuiet) expect((await mailsOf(user)).at(-1)).toMatchObject({ state: 'suppressed', reason: answer });
    }
  });
});

test('that were 210 cases', () => expect(cases).toBe(210));

test('a sender that told before it asked would have lost mails, and one that asked before it claimed sent them twice', async () => {
  // The control: the same counting of what SES took, over mails whose claim is forgotten after the crash.
  world.at('2026-06-07T19:00:00Z');
  world.mail.faults.next = undefined;
  const { readers } = await readersOf('a day');
  await world.run('before it tells');
  await world.database.sql.query("update report_mail set state = 'ready', attempt = null where state = 'sending'");
  world.later(20);
  await world.run();
  expect([...readers.values()].map(acceptedOf)).toEqual(answers.map(() => 2));
});
