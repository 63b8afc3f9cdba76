import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openDatabase } from '#domain/platform/database.ts';
import { type Login, setPassword } from '#domain/platform/database-roles.ts';
import { prepareDatabase } from '#domain/platform/prepare-database.ts';
import { type Rotation, rotateAppSecret } from '#domain/platform/rotation.ts';
import { scramVerifier } from '#domain/platform/scram.ts';
import { type DataApi, startDataApi } from '#local/data-api/server.ts';
import { type Postgres, startPostgres } from '#local/postgres.ts';
import { createDatabase } from '#local/roles.ts';
import { type SecretsStandIn, startSecrets } from '#tests/setup/secrets.ts';

// A server of its own: roles belong to a whole server, and other tests log in as the application meanwhile.
let directory: string;
let postgres: Postgres;
let secrets: SecretsStandIn;
let dataApi: DataApi;
let appSecretArn: string;
let lines: string[];
const passwords = new Set<string>();
const steps: Rotation['step'][] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const target = () => ({ databaseArn: 'cluster', databaseName: 'stockroom', secretArn: 'owner' });
const place = () => ({ owner: target(), appSecretArn, triedNamePrefix: 'stockroom-test/tried/' });
const rotate = (step: Rotation['step'], token: string) => rotateAppSecret({ step, token }, place());
const current = (): Login => {
  const login = JSON.parse(secrets.current(appSecretArn) ?? '') as Login;
  passwords.add(login.password);
  return login;
};
const execute = (sql: string) =>
  openDatabase({ budgetMs: 5_000, timeoutMs: 5_000, target: target() }).query(
    sql,
    {},
    z.record(z.string(), z.unknown()),
  );

/** A new connection, as the caller that keeps this login would open it. @throws what PostgreSQL says */
async function work({ username, password }: Login): Promise<string> {
  const client = new pg.Client({
    host: postgres.host,
    port: postgres.port,
    user: username,
    password,
    database: 'stockroom',
  });
  await client.connect();
  try {
    await client.query(
      'insert into handled_event (consumer, event_id, attempt) values ($1, gen_random_uuid(), gen_random_uuid())',
      ['test'],
    );
    await expect(client.query('update stock_movement set quantity = 0')).rejects.toThrow('permission denied');
    return (await client.query<{ who: string }>('select current_user as who')).rows[0]?.who ?? '';
  } finally {
    await client.end();
  }
}

/** Asks Secrets Manager without the SDK. */
const call = (operation: string, body: object) =>
  fetch(secrets.url, {
    method: 'POST',
    headers: { 'x-amz-target': `secretsmanager.${operation}` },
    body: JSON.stringify(body),
  });

/** What a caller does that reads the secret anew: the Data API logs in with what is current. */
const ask = () =>
  openDatabase({ budgetMs: 2_000, timeoutMs: 5_000, target: { ...target(), secretArn: appSecretArn } }).query(
    'select current_user::text as who',
    {},
    z.object({ who: z.string() }),
  );

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stockroom-'));
  [postgres, secrets] = await Promise.all([
    startPostgres({ directory, port: 0, durable: false, settings: { log_statement: 'all' } }),
    startSecrets(),
  ]);
  await createDatabase(postgres.connectionString('postgres'), { owner: 'owner' });
  const login = (text: string | undefined) => {
    if (text === undefined) return undefined;
    const { username: user, password } = JSON.parse(text) as Login;
    passwords.add(password);
    return { user, password };
  };
  dataApi = await startDataApi({
    port: 0,
    resourceArn: 'cluster',
    // As the Data API does it: whatever is current when the call comes.
    secrets: new Proxy<Record<string, { user: string; password: string }>>(
      { owner: { user: 'stockroom_owner', password: 'owner' } },
      { get: (fixed, arn: string) => fixed[arn] ?? login(secrets.current(arn)) },
    ),
    postgres,
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_RDS_DATA: dataApi.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_MAX_ATTEMPTS: '1',
  });
  appSecretArn = secrets.create('app', JSON.stringify({ username: 'stockroom_app', password: 'first-Password.1' }));
  lines = [];
  await prepareDatabase({ databaseArn: 'cluster', ownerSecretArn: 'owner', appSecretArn }, (line) => lines.push(line));
});
beforeEach(() => secrets.plan());
afterAll(async () => {
  await Promise.all([dataApi.stop(), secrets.stop()]);
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('preparing a database', () => {
  test('lets the application in with the password of its secret, and tells what it does', async () => {
    expect(await work(current())).toBe('stockroom_app');
    expect(lines.slice(0, 3)).toEqual([
      'Waiting for the database',
      'Roles',
      expect.stringMatching(/^Migration 000001/),
    ]);
    expect(lines.length).toBeGreaterThanOrEqual(7);
  });

  test('again changes nothing and locks nobody out', async () => {
    const place = { databaseArn: 'cluster', ownerSecretArn: 'owner', appSecretArn };
    expect(await prepareDatabase(place)).toEqual([]);
    expect(await work(current())).toBe('stockroom_app');
  });

  test('makes a reader that reads, and can neither write nor log in without IAM', async () => {
    const admin = new pg.Client({ connectionString: postgres.connectionString('stockroom') });
    await admin.connect();
    await admin.query('set role stockroom_reader');
    await admin.query('select count(*) from stock_movement');
    await expect(admin.query("insert into handled_event values ('a', gen_random_uuid())")).rejects.toThrow('denied');
    await admin.end();
    await expect(work({ username: 'stockroom_reader', password: '' })).rejects.toThrow(/password/);
  });
});

describe('a rotation', () => {
  test('changes the role and the password at its last step, and the old login goes on working', async () => {
    const before = current();
    const token = secrets.beginRotation(appSecretArn);
    for (const step of steps) {
      expect(await work(before)).toBe(before.username);
      expect(await ask()).toEqual([{ who: before.username }]);
      await rotate(step, token);
    }
    const after = current();
    expect(after.username).not.toBe(before.username);
    expect(await ask()).toEqual([{ who: after.username }]);
    expect([await work(before), await work(after)]).toEqual([before.username, after.username]);
    expect(secrets.names()).toEqual([appSecretArn]);
  });

  test('comes back to the first role at the next time, and only then the login before last ends', async () => {
    const [oldest, token] = [current(), secrets.beginRotation(appSecretArn)];
    for (const step of steps) await rotate(step, token);
    const middle = current();
    const next = secrets.beginRotation(appSecretArn);
    for (const step of steps) await rotate(step, next);
    expect(current().username).toBe(oldest.username);
    expect(await work(middle)).toBe(middle.username);
    await expect(work(oldest)).rejects.toThrow('password authentication failed');
  });

  test('does each step as often as it is asked for', async () => {
    const before = current();
    const token = secrets.beginRotation(appSecretArn);
    for (const step of steps) for (const again of [step, step]) await rotate(again, token);
    for (const step of steps) await rotate(step, token);
    expect([await work(before), await work(current())]).toEqual([before.username, current().username]);
  });

  test.each(steps)(
    'that is cut off anywhere in %s is finished by asking again, and nobody is locked out',
    async (broken) => {
      // A run that is not cut off tells how many calls the step makes.
      const trial = secrets.beginRotation(appSecretArn);
      let calls = 0;
      for (const step of steps) {
        secrets.plan();
        await rotate(step, trial);
        if (step === broken) calls = secrets.calls();
      }
      expect(calls).toBeGreaterThan(1);
      for (let call = 1; call <= calls; call += 1)
        for (const when of ['before', 'after'] as const) {
          const before = current();
          const token = secrets.beginRotation(appSecretArn);
          for (const step of steps) {
            if (step === broken) {
              secrets.plan({ call, when });
              await expect(rotate(step, token)).rejects.toMatchObject({ name: 'AccessDeniedException' });
              secrets.plan();
              expect(await work(before)).toBe(before.username);
              expect(await work(current())).toBe(current().username);
              expect(await ask()).toEqual([{ who: current().username }]);
            }
            await rotate(step, token);
          }
          expect(current().username).not.toBe(before.username);
          expect(await work(before)).toBe(before.username);
          expect(secrets.names()).toEqual([appSecretArn]);
        }
    },
  );

  test('does not finish with a password that the database does not take', async () => {
    const before = current();
    const token = secrets.beginRotation(appSecretArn);
    await rotate('createSecret', token); // and no setSecret
    const impatient = { ...place(), budgetMs: 500 };
    await expect(rotateAppSecret({ step: 'testSecret', token }, impatient)).rejects.toThrow('does not answer');
    expect(current()).toEqual(before);
  });

  test('of a version that is not pending, or of a pending one that names the role in use, is refused', async () => {
    await expect(rotate('setSecret', 'no-such-version')).rejects.toThrow('no version');
    const token = secrets.beginRotation(appSecretArn);
    const same = { ...current(), password: 'another-Password.2' };
    await call('PutSecretValue', {
      SecretId: appSecretArn,
      ClientRequestToken: token,
      SecretString: JSON.stringify(same),
      VersionStages: ['AWSPENDING'],
    });
    await expect(rotate('setSecret', token)).rejects.toThrow('do not alternate');
    expect(await work(current())).toBe(current().username);
  });

  test('that is only set up, not started, is tried without a new login', async () => {
    const token = secrets.beginRotation(appSecretArn);
    await rotate('testSecret', token);
  });

  test('that overtakes a caller is not noticed: a login refused for an old password is tried again with the new one', async () => {
    const login = current();
    secrets.create('late', JSON.stringify({ ...login, password: 'an-old-Password.4' }));
    const late = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:late';
    const asked = openDatabase({ budgetMs: 5_000, timeoutMs: 5_000, target: { ...target(), secretArn: late } }).query(
      'select current_user::text as who',
      {},
      z.object({ who: z.string() }),
    );
    setTimeout(() => void call('PutSecretValue', { SecretId: late, SecretString: JSON.stringify(login) }), 300);
    expect(await asked).toEqual([{ who: login.username }]);
    await call('DeleteSecret', { SecretId: late });
  });

  test('of one role only would lock out whoever holds the old login', async () => {
    const before = current();
    await setPassword(execute, { ...before, password: 'another-Password.3' });
    await expect(work(before)).rejects.toThrow('password authentication failed');
    await setPassword(execute, before);
    expect(await work(before)).toBe(before.username);
  });
});

test('no statement that reached the database holds a password', async () => {
  const files = await readdir(directory, { recursive: true });
  const log = files.find((file) => file.endsWith('.log'));
  const text = await readFile(join(directory, log ?? ''), 'utf8');
  const set = text.split('\n').filter((line) => /alter role stockroom_app\w* password/.test(line));
  expect(set.length).toBeGreaterThan(10);
  for (const line of set) expect(line).toMatch(/password E'SCRAM-SHA-256\$4096\\x3A[\w+/=]+\$[\w+/=]+\\x3A[\w+/=]+'$/);
  expect(passwords.size).toBeGreaterThan(10);
  for (const password of passwords) expect(text).not.toContain(password);
});

test('a verifier is the one that PostgreSQL itself would keep', async () => {
  const admin = new pg.Client({ connectionString: postgres.connectionString('postgres') });
  await admin.connect();
  await admin.query("create role probe login password 'a Password with spaces and ~!'");
  const { rows } = await admin.query<{ rolpassword: string }>(
    "select rolpassword from pg_authid where rolname = 'probe'",
  );
  await admin.end();
  const kept = rows[0]?.rolpassword ?? '';
  const salt = Buffer.from(/\$4096:([^$]+)\$/.exec(kept)?.[1] ?? '', 'base64');
  expect(scramVerifier('a Password with spaces and ~!', salt)).toBe(kept);
  expect(scramVerifier('another', salt)).not.toBe(kept);
  expect(() => scramVerifier('pässword')).toThrow('ASCII');
});
