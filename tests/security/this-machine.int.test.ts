import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type Listening } from '#local/listen.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
let server: Listening;
let served = 0;

beforeAll(async () => {
  database = await testDatabase();
  server = await listen(0, (_, response) => {
    served += 1;
    response.end();
  });
});
afterAll(async () => {
  await server.stop();
  await database.close();
});

const elsewhere = [
  'https://evil.example',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example:4400',
  'null',
];
const here = ['http://127.0.0.1:4400', 'http://localhost:1', undefined];
const from = (origin: string | undefined) => ({
  'content-type': 'text/plain',
  ...(origin === undefined ? {} : { origin }),
});

async function create(table: string, origin: string | undefined): Promise<string[]> {
  const request = {
    resourceArn: 'cluster',
    secretArn: 'owner',
    database: process.env['DATABASE_NAME'],
    sql: `create table ${table} ()`,
  };
  await fetch(`${database.dataApi.url}/Execute`, {
    method: 'POST',
    headers: from(origin),
    body: JSON.stringify(request),
  });
  const { rows } = await database.sql.query<{ relname: string }>(
    "select relname from pg_class where relname like 'made_by_%'",
  );
  return rows.map(({ relname }) => relname);
}

test.each(elsewhere)('a page from %s can make no statement of the local database', async (origin) => {
  expect(await create('made_by_a_page', origin)).toEqual([]);
});

test('a program of this machine can', async () => {
  expect(await create('made_by_a_program', undefined)).toEqual(['made_by_a_program']);
});

test('nor can it change anything in another part of the local cloud; it may look at what is public', async () => {
  for (const origin of elsewhere) {
    const answer = await fetch(server.url, { method: 'POST', headers: from(origin), body: '{}' });
    expect([origin, answer.status, served]).toEqual([origin, 403, 0]);
  }
  for (const origin of here)
    expect((await fetch(server.url, { method: 'POST', headers: from(origin) })).status).toBe(200);
  expect((await fetch(server.url, { headers: { origin: 'https://evil.example' } })).status).toBe(200);
});
