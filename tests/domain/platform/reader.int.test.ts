import { globSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { type Door, iamDoor, openReader } from '#domain/platform/database-reader.ts';
import { openReads } from '#domain/platform/reads.ts';
import { iso } from '#domain/sql.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
let door: Door;
let reader: Db;
const budget = { budgetMs: 2_000, timeoutMs: 2_000 };
const Anything = z.record(z.string(), z.unknown());

beforeAll(async () => {
  database = await testDatabase();
  const { hostname, port, pathname } = new URL(database.connectionString);
  // Here the application's role stands for the reader's, which has no password: it logs in with IAM on RDS only.
  door = {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: 'stockroom_app',
    password: 'app',
    ssl: false,
  };
  reader = openReader(budget, door);
  await database.sql.query(
    "insert into store (code, name, time_zone, currency) values ('A', 'A', 'Europe/Paris', 'EUR')",
  );
});
afterAll(() => database.close());

type Asked = [name: string, sql: string, values?: Record<string, string | number | boolean | null>];
const questions: Asked[] = [
  ['a parameter named twice', 'select :a as one, :a || :b as two', { a: 'x', b: 'y' }],
  ['nulls', 'select :a::text as a, :b::bigint is null as b, coalesce(:a, :c) as c', { a: null, b: null, c: 'z' }],
  ['numbers, typed as bigint', 'select :n + 1 as n, pg_typeof(:n)::text as type', { n: 9_007_199_254_740_990 }],
  ['booleans', 'select :yes as yes, not :yes as no, :yes and :no as neither', { yes: true, no: false }],
  ['text, typed as text', "select pg_typeof(:t)::text as type, :t = 'ä 😀 '' \\' as same", { t: "ä 😀 ' \\" }],
  [
    'small, whole and large integers',
    'select 1::smallint as s, 2 as i, 3::bigint as b, 9223372036854775807::text as max',
  ],
  ['numerics as they are stored', "select 1.500::numeric(14,3) as n, '12345678901234567890.123456'::numeric as long"],
  ['floats', "select 1.5::float8 as d, 0.25::real as r, 'NaN'::float8 as nan"],
  ['instants as ISO text', `select ${iso(':t::timestamptz')} as t`, { t: '2026-03-29T02:30:00+02:00' }],
  ['instants as they are', "select :t::timestamptz as t, '2026-03-29'::date as d", { t: '2026-03-29T02:30:00.125Z' }],
  ['JSON', "select (:j::jsonb)::text as text, :j::jsonb as json, :j::jsonb -> 'a' as part", { j: '{"a": [1, "b:c"]}' }],
  [
    'rows of a JSON text',
    'select r.a::text, r.b from jsonb_to_recordset(:rows::jsonb) r (a bigint, b text)',
    { rows: '[{"a":1,"b":":x"},{"a":2}]' },
  ],
  ['a uuid', 'select :id::uuid as id', { id: '01890000-0000-7000-8000-000000000000' }],
  ['no rows', 'select id::text from store where code = :code', { code: 'none' }],
  ['rows of a table', 'select id::text, code, day_cutoff::text from store where code = :code', { code: 'A' }],
  [
    'colons in strings, names, casts, comments and slices',
    `select ':a' as "b:a", E'\\':a' as e, $$:a$$ as d, $x$ :a $x$ as t, 'it''s :a' as q, (array[1,2,3])[2:3]::text as s, :a::text as p -- :a /* :b
    /* :a ' */ , '10:30'::time::text as clock`,
    { a: 'value' },
  ],
  [
    'a list of values',
    'select value from jsonb_array_elements_text(:list::jsonb) value order by value limit :limit',
    { list: '["b","a"]', limit: 1 },
  ],
];

const refusals: Asked[] = [
  ['a refusal of ours', "select local_instant('2026-01-01', 'Nowhere/None')"],
  ['a value that no column holds', 'select (:v)::smallint', { v: 70_000 }],
  ['text that is no number', 'select :v::bigint', { v: 'abc' }],
  ['a table that is not there', 'select * from no_such_table'],
  ['broken SQL', 'selec 1'],
  ['a division by zero', 'select 1 / 0'],
];

const outcome = async (db: Db, [, sql, values = {}]: Asked): Promise<unknown> => {
  try {
    return { rows: await db.query(sql, values, Anything) };
  } catch (error) {
    const { name, message, problem, code } = error as Error & { problem?: string; code?: string };
    // Where the Data API tells a position, PostgreSQL has it in a field.
    return { name, problem, code, message: message.replace(/ Position: \d+;/, '') };
  }
};

describe('the reader and the Data API', () => {
  test.each(questions)('give the same rows: %s', async (...asked) => {
    const [here, there] = [await outcome(reader, asked), await outcome(database.db, asked)];
    expect(here).toHaveProperty('rows');
    expect(here).toEqual(there);
  });

  test.each(refusals)('throw the same error: %s', async (...asked) => {
    const [here, there] = [await outcome(reader, asked), await outcome(database.db, asked)];
    expect(here).toHaveProperty('message');
    expect(here).toEqual(there);
  });

  test('parse rows by the same schema', async () => {
    for (const db of [reader, database.db]) {
      expect(await db.query("select '7' as n", {}, z.object({ n: z.coerce.number() }))).toEqual([{ n: 7 }]);
      await expect(db.query('select 1 as n', {}, z.object({ n: z.string() }))).rejects.toThrow(z.ZodError);
    }
  });
});

describe('the reader', () => {
  test('changes nothing', async () => {
    const write = reader.query("update store set name = 'B' returning id::text", {}, Anything);
    await expect(write).rejects.toThrow('read-only transaction');
  });

  test('may not execute what acts as the owner, and the application may, under both of its roles', async () => {
    const { rows } = await database.sql.query<{ reader: boolean; app: boolean; alternate: boolean }>(
      `select has_function_privilege('stockroom_reader', oid, 'execute') as reader,
         has_function_privilege('stockroom_app', oid, 'execute') as app,
         has_function_privilege('stockroom_app_alternate', oid, 'execute') as alternate
       from pg_proc
       where prosecdef and pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toEqual({ reader: false, app: true, alternate: true });
  });

  test('asks again after a lost connection', async () => {
    await reader.query('select 1', {}, Anything);
    await database.sql.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stockroom-reader' and datname = current_database()",
    );
    expect(await reader.query('select 1 as one', {}, Anything)).toEqual([{ one: 1 }]);
  });

  test('that does not answer is unavailable', async () => {
    const nobody = openReader({ budgetMs: 200, timeoutMs: 200 }, { ...door, port: 1 });
    await expect(nobody.query('select 1', {}, Anything)).rejects.toMatchObject({
      problem: 'unavailable',
      code: 'database.unavailable',
    });
  });

  test('is asked by analytics alone: nothing is decided by it', () => {
    const users = globSync('{domain,functions}/**/*.ts').filter((file) =>
      /\b(platform|world)\.reads\b|openReads?\(|openReader\(/.test(readFileSync(file, 'utf8')),
    );
    const analytics = users.filter((file) => /^domain\/analytics\/[\w-]+\.actions\.ts$/.test(file));
    expect(analytics).toContain('domain/analytics/sales-dashboard.actions.ts');
    const others = users.filter((file) => !file.startsWith('domain/platform/') && !analytics.includes(file));
    // The list of movements behind a bridge is one of its pages, and a report tells what the dashboards do.
    expect(others.toSorted()).toEqual([
      'domain/reports/report.actions.ts',
      'domain/stock/movement.actions.ts',
      'functions/api/dashboard-read.ts',
    ]);
  });

  test('is the writer where no reader is named', async () => {
    expect(await openReads(budget).query('select current_user::text as who', {}, Anything)).toEqual([
      { who: 'stockroom_app' },
    ]);
  });
});

describe('the way to RDS', () => {
  test('is entered with a token for this host and role, good for 15 minutes', async () => {
    const { password, user } = iamDoor('reader.example.com', 'stockroom', 'eu-west-1');
    const token = await (password as () => Promise<string>)();
    const url = new URL(`https://${token}`);
    expect(url.host).toBe('reader.example.com:5432');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'stockroom_reader',
      'X-Amz-Expires': '900',
    });
    expect(user).toBe('stockroom_reader');
  });

  test('trusts the authorities of RDS, those of this region among them, for years to come', () => {
    const { ssl } = iamDoor('reader.example.com', 'stockroom', 'eu-west-1');
    const { ca } = ssl as { ca: string };
    const certificates = [...ca.matchAll(/-----BEGIN[^]+?-----END CERTIFICATE-----/g)].map(
      ([pem]) => new X509Certificate(pem),
    );
    expect(certificates.length).toBeGreaterThan(80);
    const ours = certificates.filter(({ subject }) => subject.includes('Amazon RDS eu-west-1 Root CA'));
    expect(ours).toHaveLength(3);
    for (const { validTo } of certificates)
      expect(new Date(validTo).getTime()).toBeGreaterThan(Date.parse('2040-01-01'));
  });

  test('is not gone where the certificate is another’s, and is where it is known', async () => {
    const impostor = await tlsServer();
    const port = (impostor.address() as { port: number }).port;
    const at = { ...door, host: 'localhost', port };
    const { ssl } = iamDoor('localhost', 'stockroom', 'eu-west-1');
    const ask = (by: Door) =>
      openReader({ budgetMs: 100, timeoutMs: 1_000 }, by)
        .query('select 1', {}, Anything)
        .catch((error: unknown) => ((error as Error).cause as Error).message);
    expect(await ask({ ...at, ssl: ssl! })).toMatch(/self-signed certificate/);
    const known = readFileSync('tests/fixtures/tls/localhost.pem', 'utf8');
    // The handshake is done; what the server says then is no PostgreSQL.
    expect(await ask({ ...at, ssl: { ca: known } })).not.toMatch(/certificate/);
    impostor.close();
  });
});

/** Answers PostgreSQL's request for TLS with a certificate of its own, then hangs up. */
async function tlsServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const secure = new TLSSocket(socket, {
        isServer: true,
        key: readFileSync('tests/fixtures/tls/localhost.key'),
        cert: readFileSync('tests/fixtures/tls/localhost.pem'),
      });
      secure.on('error', () => undefined);
      secure.once('data', () => secure.end());
    });
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return server;
}
