import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeSchema } from '#local/schema.ts';
import { statements } from '#domain/platform/migrate.ts';
import { prepareFor } from '#domain/platform/prepare-database.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const prepare = (migrations = 'domain/migrations') =>
  prepareFor(
    { username: 'stockroom_app', password: 'app' },
    { databaseArn: 'cluster', databaseName: process.env['DATABASE_NAME'] ?? '', ownerSecretArn: 'owner', migrations },
  );

test('domain/schema.sql says what the migrations make (if not: npm run schema)', async () => {
  const client = await database.sql.connect();
  const schema = await describeSchema(client);
  client.release();
  expect(schema).toBe(await readFile('domain/schema.sql', 'utf8'));
});

test('migrating again, or twice at once, finds nothing to do', async () => {
  expect(await Promise.all([prepare(), prepare()])).toEqual([[], []]);
});

test('a migration that fails leaves nothing behind', async () => {
  await expect(prepare('tests/fixtures/migrations')).rejects.toThrow('no_such_table');
  const { rows } = await database.sql.query("select 1 from pg_class where relname = 'half_done'");
  expect(rows).toEqual([]);
});

test('a migration is cut into statements outside of dollar quotes, and its last semicolon may not be missing', () => {
  const script =
    '-- a; comment;\nselect 1;\ncreate function f() as $$\n  select 1;\n  select 2;\n$$ language sql;\n\n-- end\n';
  expect(statements(script)).toEqual([
    '-- a; comment;\nselect 1',
    'create function f() as $$\n  select 1;\n  select 2;\n$$ language sql',
  ]);
  expect(() => statements('select 1')).toThrow('does not end in a semicolon');
});

test('each business day of a store is found by its own clock and cut-off, on days of 23, 24.5 and 25 hours', async () => {
  const days = [
    ['Europe/Paris', '2026-03-29', 23],
    ['Europe/Paris', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Santiago', '2026-09-06', 23],
    ['Asia/Kolkata', '2026-09-06', 24],
  ] as const;
  for (const [zone, day, hours] of days) {
    const { rows } = await database.sql.query<{ minutes: number }>(
      `select count(*)::int as minutes from generate_series($1::timestamptz - interval '2 days', $1::timestamptz + interval '2 days',
         interval '1 minute') t where business_day(t, $2, '00:00') = $1::date`,
      [day, zone],
    );
    expect(rows[0]?.minutes, `${zone} ${day}`).toBe(hours * 60);
  }
});

test('a doubled local time is the first of the two, a missing one shifts forward', async () => {
  const { rows } = await database.sql.query<{ doubled: Date; missing: Date; half: Date }>(
    `select local_instant('2026-10-25 01:30', 'Europe/London') as doubled, local_instant('2026-03-29 01:30', 'Europe/London') as missing,
       local_instant('2026-04-05 01:45', 'Australia/Lord_Howe') as half`,
  );
  expect(rows).toEqual([
    {
      doubled: new Date('2026-10-25T00:30:00Z'),
      missing: new Date('2026-03-29T01:30:00Z'),
      half: new Date('2026-04-04T14:45:00Z'),
    },
  ]);
});
