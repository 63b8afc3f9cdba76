import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeSocket, createTicket, hearPage, openSocket } from '#domain/live/live.actions.ts';
import { type News, ticketLifeMs } from '#domain/live/live.ts';
import { tellNews } from '#domain/live/tell.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let north: string;
let south: string;
let sent: { to: string; news: News }[] = [];
let late = 0;
let answers: (id: string) => Promise<'sent' | 'gone' | 'failed'>;
let platform: ReturnType<typeof testPlatform>;

beforeAll(async () => {
  database = await testDatabase();
  [north, south] = [await openStore(database.sql, 'NORTH'), await openStore(database.sql, 'SOUTH')];
  const { clock } = testPlatform(database.db);
  platform = testPlatform(database.db, {
    clock: { ...clock, now: () => new Date(Date.now() + late) },
    sockets: {
      async send(to, text) {
        const outcome = await answers(to);
        if (outcome === 'sent') sent.push({ to, news: JSON.parse(text) as News });
        return outcome;
      },
    },
  });
});
beforeEach(async () => {
  [sent, late] = [[], 0];
  answers = () => Promise.resolve('sent');
  await database.sql.query('truncate live_connection, live_ticket, live_news, live_teller, user_role_grant, person');
});
afterAll(() => database.close());

async function grant(userId: string, role: string, storeId: string | null = null): Promise<void> {
  await database.sql.query('insert into user_role_grant values ($1, $2, $3)', [userId, role, storeId]);
}
async function ticketOf(userId: string): Promise<string> {
  const caller = { userId, grants: [{ role: 'viewer' as const, storeId: null }] };
  return (await createTicket(platform, caller, 'ws://here')).ticket;
}
/** An open socket by its own name, of somebody who was granted something. */
async function open(id: string, userId: string): Promise<void> {
  expect(await openSocket(platform, id, await ticketOf(userId))).toBe(true);
}
const changed = (storeId: string, ...productIds: string[]) => ({
  name: 'stock.changed',
  data: { storeId, productIds },
});
const tell = (event: { name: string; data: unknown }) => tellNews(platform, event, { roundMs: 20 });

describe('a ticket', () => {
  test('opens one socket, and no second one', async () => {
    await grant('ada', 'clerk', north);
    const ticket = await ticketOf('ada');
    expect(await openSocket(platform, 'one', ticket)).toBe(true);
    expect(await openSocket(platform, 'two', ticket)).toBe(false);
    // The gateway's own second try, when it heard no answer to the first.
    expect(await openSocket(platform, 'one', ticket)).toBe(true);
  });

  test('of two sockets at once opens one', async () => {
    await grant('ada', 'clerk', north);
    const ticket = await ticketOf('ada');
    const opened = await Promise.all(['a', 'b', 'c', 'd'].map((id) => openSocket(platform, id, ticket)));
    expect(opened.filter(Boolean)).toHaveLength(1);
  });

  test('is good for 30 seconds', async () => {
    await grant('ada', 'clerk', north);
    const [one, two] = [await ticketOf('ada'), await ticketOf('ada')];
    late = ticketLifeMs - 1_000;
    expect(await openSocket(platform, 'one', one)).toBe(true);
    late = ticketLifeMs + 1;
    expect(await openSocket(platform, 'two', two)).toBe(false);
  });

  test('is kept as a hash, and forgotten when nobody used it', async () => {
    const ticket = await ticketOf('ada');
    const { rows } = await database.sql.query('select * from live_ticket');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(ticket);
    late = ticketLifeMs + 1;
    await ticketOf('ada');
    expect((await database.sql.query('select from live_ticket')).rowCount).toBe(1);
  });

  test('is nothing that could be guessed, or of somebody who lost their rights meanwhile', async () => {
    expect(await openSocket(platform, 'one', 'A'.repeat(43))).toBe(false);
    await grant('ada', 'clerk', north);
    const [lost, out] = [await ticketOf('ada'), await ticketOf('bob')];
    await database.sql.query('truncate user_role_grant');
    expect(await openSocket(platform, 'two', lost)).toBe(false);
    await grant('bob', 'clerk', north);
    await database.sql.query("insert into person (user_id, disabled_at) values ('bob', now())");
    expect(await openSocket(platform, 'three', out)).toBe(false);
  });

  test('opens no twenty-first socket of one person', async () => {
    await grant('ada', 'clerk', north);
    for (let nth = 0; nth < 20; nth += 1) await open(`socket ${nth}`, 'ada');
    expect(await openSocket(platform, 'more', await ticketOf('ada'))).toBe(false);
  });
});

describe('news', () => {
  test('go to each as far as they may see, role by role', async () => {
    await grant('boss', 'admin');
    await grant('north', 'clerk', north);
    await grant('south', 'viewer', south);
    for (const who of ['boss', 'north', 'south']) await open(who, who);
    await tell(changed(north, '7'));
    const news = { changes: [{ storeId: north, topics: ['sales', 'stock'], productIds: ['7'] }] };
    expect(new Map(sent.map(({ to, news: got }) => [to, got]))).toEqual(
      new Map([
        ['boss', news],
        ['north', news],
      ]),
    );
    expect(sent).toHaveLength(2);
  });

  test('stop for whoever is locked out or loses a store, with the next of them', async () => {
    await grant('ada', 'clerk', north);
    await grant('bob', 'clerk', north);
    await open('a', 'ada');
    await open('b', 'bob');
    await tell(changed(north));
    expect(sent.map(({ to }) => to).toSorted()).toEqual(['a', 'b']);
    sent = [];
    await database.sql.query("insert into person (user_id, disabled_at) values ('ada', now())");
    await database.sql.query("update user_role_grant set store_id = $1 where user_id = 'bob'", [south]);
    await tell(changed(north));
    expect(sent).toEqual([]);
  });

  test('are those that a page asked for, and no more than it may have', async () => {
    await grant('boss', 'admin');
    await grant('clerk', 'clerk', north);
    await open('boss', 'boss');
    await open('clerk', 'clerk');
    await hearPage(platform, 'boss', { action: 'watch', stores: [south] });
    await hearPage(platform, 'clerk', { action: 'watch', stores: [north, south] });
    await tell(changed(north));
    await tell(changed(south));
    expect(sent.map(({ to, news }) => [to, news.changes[0]?.storeId])).toEqual([
      ['clerk', north],
      ['boss', south],
    ]);
    await hearPage(platform, 'boss', { action: 'watch', stores: null });
    await tell(changed(north));
    expect(sent.at(-1)?.news.changes[0]?.storeId).toBe(north);
  });

  test('of many events at once come together, and all of them', async () => {
    await grant('boss', 'admin');
    await open('boss', 'boss');
    const events = Array.from({ length: 60 }, (_, index) =>
      changed(index % 2 === 0 ? north : south, String(index + 1)),
    );
    await Promise.all(events.map(tell));
    const ids = sent.flatMap(({ news }) => news.changes.flatMap(({ productIds }) => productIds ?? []));
    expect(new Set(ids).size).toBe(60);
    expect(sent.length).toBeLessThan(15);
    expect((await database.sql.query('select from live_news')).rowCount).toBe(0);
  });

  test('that came while the last were told are told too', async () => {
    await grant('boss', 'admin');
    await open('boss', 'boss');
    const first = tellNews(platform, changed(north, '1'), { roundMs: 300 });
    await sleep(100);
    await tell(changed(north, '2'));
    await first;
    expect(sent.map(({ news }) => news.changes[0]?.productIds)).toEqual([['1'], ['2']]);
  });

  test('that a teller took and did not tell, since it was killed, its successor tells', async () => {
    await grant('boss', 'admin');
    await open('boss', 'boss');
    answers = () => Promise.reject(new Error('killed'));
    await expect(tell(changed(north, '1'))).rejects.toThrow('killed');
    answers = () => Promise.resolve('sent');
    // Its time is not over yet: others leave it to it.
    await tell(changed(north, '2'));
    expect(sent).toEqual([]);
    await database.sql.query("update live_teller set until = now() - interval '1 s'");
    await tell(changed(south, '3'));
    const ids = sent.flatMap(({ news }) => news.changes.flatMap(({ productIds }) => productIds ?? []));
    expect(ids.toSorted()).toEqual(['1', '2', '3']);
  });

  test('cost nothing where nobody listens', async () => {
    await tell(changed(north));
    expect((await database.sql.query('select from live_news')).rowCount).toBe(0);
  });

  test('bring what was left unpublished after the last relay', async () => {
    await grant('boss', 'admin');
    await open('boss', 'boss');
    const telling = tellNews(platform, changed(north, '1'), { roundMs: 100 });
    await database.sql.query(
      `insert into outbox (name, data) values ('stock.changed', '{"storeId":"${south}","productIds":["9"]}')`,
    );
    await telling;
    expect(platform.published).toMatchObject([{ name: 'stock.changed', data: { storeId: south } }]);
  });
});

describe('a socket', () => {
  test('that is gone is forgotten, and holds up nobody', async () => {
    await grant('boss', 'admin');
    for (const id of ['alive', 'gone', 'slow']) await open(id, 'boss');
    answers = async (id) => {
      if (id === 'slow') await sleep(200);
      return id === 'gone' ? 'gone' : 'sent';
    };
    await tell(changed(north));
    expect(sent.map(({ to }) => to)).toEqual(['alive', 'slow']);
    const { rows } = await database.sql.query<{ id: string }>('select id from live_connection order by id');
    expect(rows.map(({ id }) => id)).toEqual(['alive', 'slow']);
  });

  test('is forgotten when its page leaves, and after two hours', async () => {
    await grant('boss', 'admin');
    await open('one', 'boss');
    await open('two', 'boss');
    await closeSocket(platform, 'one');
    await closeSocket(platform, 'one');
    await tell(changed(north));
    expect(sent.map(({ to }) => to)).toEqual(['two']);
    late = 2 * 3_600_000 + 1;
    await tell(changed(north));
    expect(sent).toHaveLength(1);
    await open('three', 'boss');
    expect((await database.sql.query('select from live_connection')).rowCount).toBe(1);
  });

  test('of more than a page of listeners are all told', async () => {
    await grant('boss', 'admin');
    await database.sql.query(
      `insert into live_connection (id, user_id, expires_at)
       select 'many ' || n, 'boss', now() + interval '1 hour' from generate_series(1, 450) n`,
    );
    await tell(changed(north));
    expect(new Set(sent.map(({ to }) => to)).size).toBe(450);
  });
});
