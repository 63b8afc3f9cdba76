import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Parts, release } from '#resources/deploy/release.ts';
import type { Stack } from '#resources/deploy/stack.ts';
import { prepareFor } from '#domain/platform/prepare-database.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

const stack: Stack = {
  DatabaseArn: 'cluster',
  DatabaseOwnerSecretArn: 'owner',
  DatabaseAppSecretArn: 'app',
  AuthIssuer: 'https://issuer.example',
  AuthClientId: 'web',
  UserPoolId: 'pool',
  WebUrl: 'https://stock.example.com',
  ApiUrl: 'https://stock.example.com/api',
  WebTarget: 'd1.cloudfront.net',
  SiteBucketName: 'site',
};
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'stockroom-release-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const migrateFrom = (migrations: string) => () =>
  prepareFor(
    { username: 'stockroom_app', password: 'app' },
    { databaseArn: 'cluster', databaseName: process.env['DATABASE_NAME'] ?? '', ownerSecretArn: 'owner', migrations },
  );

/** Parts that note their names; those given do their own thing besides. */
function parts(own: Partial<Parts> = {}, { isFirst = false } = {}) {
  const done: string[] = [];
  let stackNow = isFirst ? undefined : stack;
  const all: Parts = {
    readStack: async () => stackNow,
    readKeys: async () => '{"keys":[]}',
    check: async () => undefined,
    package: async () => undefined,
    checkAccount: async () => undefined,
    migrate: async () => [],
    deploy: async () => {
      stackNow = stack;
    },
    buildWeb: async () => undefined,
    publish: async () => undefined,
    smokeTest: async () => undefined,
    ...own,
  };
  const noting = new Proxy(all, {
    get(target, name, receiver) {
      done.push(String(name));
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return { all: noting, done };
}

describe('a release', () => {
  test('migrates while the old code runs, and tells its eight steps', async () => {
    const { all, done } = parts();
    const said: string[] = [];
    expect(await release(all, (line) => said.push(line))).toEqual(stack);
    expect(done.join(' ')).toBe('readStack readKeys check package migrate deploy readStack buildWeb publish smokeTest');
    const steps = said.map((line) => /\[(\d)\/8\]/.exec(line)?.[1]).filter((number) => number !== undefined);
    expect(steps.join('')).toBe('12345678');
  });

  test('that is the first asks the account, migrates after the stack, and then adds keys and protections', async () => {
    const keys: (string | undefined)[] = [];
    const { all, done } = parts(
      {
        package: async (given) => {
          keys.push(given);
        },
      },
      { isFirst: true },
    );
    await release(all, () => undefined);
    expect(done.join(' ')).toBe(
      'readStack check package checkAccount deploy readStack migrate readKeys package deploy buildWeb publish smokeTest',
    );
    expect(keys).toEqual([undefined, '{"keys":[]}']);
  });

  test('that is the first begins nothing in an account that has no room for it', async () => {
    const { all, done } = parts({ checkAccount: () => Promise.reject(new Error('taken')) }, { isFirst: true });
    await expect(release(all, () => undefined)).rejects.toThrow('taken');
    expect(done).toEqual(['readStack', 'check', 'package', 'checkAccount']);
  });

  test('whose migration fails stops before its code is out, and leaves the database as it was', async () => {
    const { all, done } = parts({ migrate: migrateFrom('tests/fixtures/migrations') });
    await expect(release(all, () => undefined)).rejects.toThrow('no_such_table');
    expect(done).toEqual(['readStack', 'readKeys', 'check', 'package', 'migrate']);
    const { rows } = await database.sql.query("select 1 from pg_class where relname = 'half_done'");
    expect(rows).toEqual([]);
  });

  test('may be run again: the second time there is nothing to migrate', async () => {
    const said: string[] = [];
    await release(parts({ migrate: migrateFrom('domain/migrations') }).all, (line) => said.push(line));
    expect(said).toContain('Nothing to migrate');
  });

  test.each(['check', 'package', 'deploy', 'buildWeb', 'publish', 'smokeTest'] as const)(
    'whose part "%s" fails does nothing after it',
    async (name) => {
      const { all, done } = parts({ [name]: () => Promise.reject(new Error(`no ${name}`)) });
      await expect(release(all, () => undefined)).rejects.toThrow(`no ${name}`);
      expect(done.at(-1)).toBe(name);
    },
  );
});

test('going back to the release before finds nothing to migrate, and takes nothing away', async () => {
  const names = (await readdir('domain/migrations')).toSorted();
  for (const name of names.slice(0, -1)) await cp(join('domain/migrations', name), join(folder, 'before', name));
  const versions = async () =>
    (await database.sql.query<{ version: string }>('select max(version) as version from schemaversion')).rows;
  const before = await versions();
  expect(await migrateFrom(join(folder, 'before'))()).toEqual([]);
  expect(await versions()).toEqual(before);
});
