import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handler } from '#functions/api/authorize-till.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
const secret = (letter: string) => `stk_${letter.repeat(43)}`;

beforeAll(async () => {
  database = await testDatabase();
  const store = await openStore(database.sql, 'Harbour');
  const add = (letter: string, rest: string) =>
    database.sql.query(
      `insert into api_key (store_id, label, prefix, hash, created_by, revoked_at, expires_at)
       values ($1, 'Till', 'stk_', decode($2, 'hex'), 'test', ${rest})`,
      [store, hash('sha256', secret(letter))],
    );
  await add('a', 'null, null');
  await add('r', 'now(), null');
  await add('e', "null, now() - interval '1 second'");
});
afterAll(() => database.close());

const ask = async (key?: string) =>
  (await handler({ headers: key === undefined ? {} : { 'x-api-key': key } } as APIGatewayRequestAuthorizerEventV2))
    .isAuthorized;

test('a key that works is let through, and no call of it is counted', async () => {
  for (let call = 0; call < 30; call += 1) expect(await ask(secret('a'))).toBe(true);
  const { rows } = await database.sql.query('select from api_key where calls > 0');
  expect(rows).toEqual([]);
});

test.each([
  ['revoked', secret('r')],
  ['expired', secret('e')],
  ['unknown', secret('x')],
  ['malformed', 'x'],
  ['missing', undefined],
])('a key that is %s is not', async (_what, key) => {
  expect(await ask(key)).toBe(false);
});

test('while the database does not answer, the route is left to say so', async () => {
  database.dataApi.faults.add({ call: 1, when: 'before', kind: 'DatabaseResumingException', times: 1_000 });
  expect(await ask(secret('r'))).toBe(true);
  database.dataApi.faults.clear();
  expect(await ask(secret('r'))).toBe(false);
});
