import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockPersonOut, replaceGrantRows } from '#domain/users/person.sql.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const admins = async () => {
  const { rows } = await database.sql.query<{ user_id: string }>(
    `select g.user_id from user_role_grant g join person p using (user_id)
     where g.role = 'admin' and g.store_id is null and p.disabled_at is null order by 1`,
  );
  return rows.map((row) => row.user_id);
};

beforeEach(async () => {
  await database.sql.query('delete from user_role_grant; delete from person');
  await database.sql.query(
    `insert into person (user_id, last_seen_at) values ('ada', now()), ('bo', now());
     insert into user_role_grant values ('ada', 'admin', null), ('bo', 'admin', null)`,
  );
});

const demote = (userId: string, actor: string) =>
  replaceGrantRows(database.db, { userId, version: 1, grants: '[]', actor });

describe('two admins who demote each other at once', () => {
  test('leave one of them, whatever the order', async () => {
    for (let round = 0; round < 20; round += 1) {
      await database.sql.query('delete from user_role_grant; update person set version = 1');
      await database.sql.query("insert into user_role_grant values ('ada', 'admin', null), ('bo', 'admin', null)");
      const outcomes = await Promise.all([demote('ada', 'bo'), demote('bo', 'ada')]);
      expect(outcomes.toSorted()).toEqual(['done', 'last_admin']);
      expect(await admins()).toHaveLength(1);
    }
  });

  test('and one who is locked out at that moment count as well', async () => {
    const outcomes = await Promise.all([
      demote('ada', 'bo'),
      lockPersonOut(database.db, { userId: 'bo', isOut: true, actor: 'ada' }),
    ]);
    expect(outcomes.toSorted()).toEqual(['done', 'last_admin']);
    expect(await admins()).toHaveLength(1);
  });

  test('would leave nobody without the lock (negative control)', async () => {
    const first = await database.sql.connect();
    const second = await database.sql.connect();
    for (const client of [first, second]) await client.query('begin');
    for (const [client, than] of [
      [first, 'ada'],
      [second, 'bo'],
    ] as const) {
      const { rows } = await client.query<{ other: boolean }>('select has_other_admin($1) as other', [than]);
      expect(rows[0]?.other).toBe(true);
      await client.query('delete from user_role_grant where user_id = $1', [than]);
    }
    for (const client of [first, second]) {
      await client.query('commit');
      client.release();
    }
    expect(await admins()).toEqual([]);
  });
});

describe('the last admin of every store', () => {
  beforeEach(() => database.sql.query("delete from user_role_grant where user_id = 'bo'"));

  test('cannot give that up, nor lock themself out', async () => {
    expect(await demote('ada', 'ada')).toBe('last_admin');
    expect(await lockPersonOut(database.db, { userId: 'ada', isOut: true, actor: 'ada' })).toBe('last_admin');
  });

  test('is still the last one while the only other has never been here', async () => {
    await database.sql.query(
      `insert into user_role_grant values ('new', 'admin', null); insert into person (user_id) values ('new')`,
    );
    expect(await demote('ada', 'ada')).toBe('last_admin');
    await database.sql.query("update person set last_seen_at = now() where user_id = 'new'");
    expect(await demote('ada', 'ada')).toBe('done');
  });

  test('may change everything else about what they do', async () => {
    const grants = JSON.stringify([
      { role: 'admin', storeId: null },
      { role: 'buyer', storeId: null },
    ]);
    expect(await replaceGrantRows(database.db, { userId: 'ada', version: 1, grants, actor: 'ada' })).toBe('done');
  });
});
