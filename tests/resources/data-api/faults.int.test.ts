import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type RDSDataClient,
} from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultKind } from '#local/data-api/faults.ts';
import { clientOf, names, startCluster, type TestCluster } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.run('create table sold (n int generated always as identity)');
});
beforeEach(async () => {
  cluster.api.faults.clear();
  await cluster.run('truncate sold');
  cluster.api.faults.clear();
});
afterAll(() => cluster.stop());

const insert = (client: RDSDataClient): Promise<unknown> =>
  client.send(new ExecuteStatementCommand({ ...names, sql: 'insert into sold default values' }));
const count = (): Promise<unknown> => {
  cluster.api.faults.clear();
  return cluster.value('select count(*) from sold');
};

const kinds: [FaultKind, object][] = [
  ['reset', { code: 'ECONNRESET' }],
  ['500', { name: 'InternalServerErrorException', $metadata: { httpStatusCode: 500 } }],
  ['502-html', { name: 'SyntaxError' }],
  ['503', { name: 'ServiceUnavailableError', $metadata: { httpStatusCode: 503 } }],
  ['504', { name: 'DatabaseUnavailableException', $metadata: { httpStatusCode: 504 } }],
  ['429', { $metadata: { httpStatusCode: 429 } }],
  ['ThrottlingException', { name: 'ThrottlingException' }],
  ['DatabaseResumingException', { name: 'DatabaseResumingException' }],
  ['StatementTimeoutException', { name: 'StatementTimeoutException' }],
  ['TransactionNotFoundException', { name: 'TransactionNotFoundException' }],
  ['InvalidSecretException', { name: 'InvalidSecretException' }],
];

describe.each(kinds)('the fault %s', (kind, error) => {
  test('before the effect: the caller sees it and nothing happened', async () => {
    cluster.api.faults.add({ call: 1, when: 'before', kind });
    await expect(insert(cluster.client)).rejects.toMatchObject(error);
    expect(await count()).toBe(0);
  });

  test('after the effect: the caller sees it and it happened', async () => {
    cluster.api.faults.add({ call: 1, when: 'after', kind });
    await expect(insert(cluster.client)).rejects.toMatchObject(error);
    expect(await count()).toBe(1);
  });
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a call that hangs %s the effect is never answered, while others are', async (when, rows) => {
  cluster.api.faults.add({ call: 1, when, kind: 'hang' });
  const abortSignal = AbortSignal.timeout(500);
  const sql = 'insert into sold default values';
  const hanging = cluster.client
    .send(new ExecuteStatementCommand({ ...names, sql }), { abortSignal })
    .catch((error: unknown) => error);
  await sleep(200);
  expect(await count()).toBe(rows);
  expect(await hanging).toMatchObject({ name: 'AbortError' });
});

test('a plan hits the call it names, as often as it says', async () => {
  cluster.api.faults.add({ call: 2, when: 'before', kind: '500', times: 2 });
  const ends: string[] = [];
  for (let call = 0; call < 4; call += 1) {
    ends.push(
      await insert(cluster.client).then(
        () => 'ok',
        () => 'no',
      ),
    );
  }
  expect(ends).toEqual(['ok', 'no', 'no', 'ok']);
});

test('a plan can choose its calls by route and SQL', async () => {
  cluster.api.faults.add({
    call: ({ route, sql }) => route === '/Execute' && sql.startsWith('insert'),
    when: 'before',
    kind: '503',
  });
  await cluster.run('select 1');
  await expect(insert(cluster.client)).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
  await insert(cluster.client);
});

test('the calls are counted and listed', async () => {
  await cluster.run('select 1');
  await cluster.begin();
  expect(cluster.api.faults.count).toBe(2);
  expect(cluster.api.faults.calls).toEqual([
    { call: 1, route: '/Execute', sql: 'select 1' },
    { call: 2, route: '/BeginTransaction', sql: '' },
  ]);
});

test('a cleared plan hits nothing', async () => {
  cluster.api.faults.add({ call: 1, when: 'before', kind: '500', times: 9 });
  cluster.api.faults.clear();
  await insert(cluster.client);
  expect(await count()).toBe(1);
});

describe('the trap of the official client, with the retries it has by default', () => {
  test.each(['reset', '500', '502-html', '503', '504', '429', 'ThrottlingException'] as const)(
    'it sends an autocommit INSERT three times after %s',
    async (kind) => {
      cluster.api.faults.add({ call: 1, when: 'after', kind, times: 2 });
      await insert(cluster.retrying);
      expect(await count()).toBe(3);
    },
  );

  test.each(['DatabaseResumingException', 'StatementTimeoutException', 'InvalidSecretException'] as const)(
    'it does not send it again after %s',
    async (kind) => {
      cluster.api.faults.add({ call: 1, when: 'after', kind, times: 2 });
      await expect(insert(cluster.retrying)).rejects.toMatchObject({ name: kind });
      expect(await count()).toBe(1);
    },
  );

  test('a commit whose answer is lost looks like a commit that failed', async () => {
    const { transactionId } = await cluster.retrying.send(new BeginTransactionCommand(names));
    const sql = 'insert into sold default values';
    await cluster.retrying.send(new ExecuteStatementCommand({ ...names, sql, transactionId }));
    cluster.api.faults.add({ call: ({ route }) => route === '/CommitTransaction', when: 'after', kind: 'reset' });
    const commit = cluster.retrying.send(new CommitTransactionCommand({ ...names, transactionId }));
    await expect(commit).rejects.toMatchObject({ name: 'TransactionNotFoundException' });
    expect(await count()).toBe(1);
  });

  test('with maxAttempts 1 the same INSERT is sent once', async () => {
    cluster.api.faults.add({ call: 1, when: 'after', kind: 'reset', times: 2 });
    await expect(insert(cluster.client)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await count()).toBe(1);
  });
});

test('stop ends hanging calls, open transactions and running statements, and closes the port', async () => {
  const { api, begin, run } = await cluster.withLimits({});
  const client = clientOf(api.url, 1);
  const transactionId = await begin();
  await run('insert into sold default values', {}, { transactionId });
  api.faults.add({ call: ({ sql }) => sql === 'select 7', when: 'before', kind: 'hang' });
  const broken = ['select 7', 'select 8 from pg_sleep(30)'].map((sql) =>
    client.send(new ExecuteStatementCommand({ ...names, sql })).then(
      () => 'answered',
      () => 'broken off',
    ),
  );
  await sleep(200);
  const started = performance.now();
  await api.stop();
  await api.stop();
  expect(await Promise.all(broken)).toEqual(['broken off', 'broken off']);
  expect(performance.now() - started).toBeLessThan(2_000);
  await insert(cluster.client); // is not held up by the open transaction
  const port = createConnection(api.port, '127.0.0.1');
  await expect(new Promise((resolve, reject) => port.on('connect', resolve).on('error', reject))).rejects.toMatchObject(
    {
      code: 'ECONNREFUSED',
    },
  );
});
