import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  CommitTransactionCommand,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { names, startCluster, type TestCluster } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.run('create table entry (n int primary key)');
});
beforeEach(() => cluster.run('truncate entry'));
afterAll(() => cluster.stop());

const insert = (n: number, transactionId?: string): Promise<unknown> =>
  cluster.run('insert into entry values (:n)', { n: { longValue: n } }, transactionId ? { transactionId } : {});
const count = (): Promise<unknown> => cluster.value('select count(*) from entry');
const commit = (transactionId: string): Promise<unknown> =>
  cluster.client.send(new CommitTransactionCommand({ ...names, transactionId }));
const rollback = (transactionId: string): Promise<unknown> =>
  cluster.client.send(new RollbackTransactionCommand({ ...names, transactionId }));
const notFound = (cause: RegExp): object => ({
  name: 'TransactionNotFoundException',
  message: expect.stringMatching(cause),
  $metadata: expect.objectContaining({ httpStatusCode: 404 }),
});

test('what a transaction writes is seen by others only after its commit', async () => {
  const id = await cluster.begin();
  await insert(1, id);
  expect(await count()).toBe(0);
  await commit(id);
  expect(await count()).toBe(1);
});

test('a rollback takes everything back', async () => {
  const id = await cluster.begin();
  await insert(1, id);
  await rollback(id);
  expect(await count()).toBe(0);
});

test('a call without a transaction is one by itself, all or nothing', async () => {
  await expect(cluster.run('insert into entry select 2 - abs(n) from generate_series(-1, 1) n')).rejects.toThrow(
    /^ERROR: duplicate key value violates unique constraint "entry_pkey"; SQLState: 23505$/,
  );
  expect(await count()).toBe(0);
});

test.each([
  ['commit', commit],
  ['rollback', rollback],
])('after a %s the transaction is not found', async (_, end) => {
  const id = await cluster.begin();
  await end(id);
  await expect(insert(1, id)).rejects.toMatchObject(notFound(/already ended by your CommitTransaction/));
  await expect(commit(id)).rejects.toMatchObject(notFound(/already ended/));
  await expect(rollback(id)).rejects.toMatchObject(notFound(/already ended/));
});

test('an unknown transaction is not found', async () => {
  await expect(insert(1, 'unknown')).rejects.toMatchObject(notFound(/^Transaction unknown is not found.*expired$/));
});

test('a failed statement ends the transaction, and later calls are told so', async () => {
  const id = await cluster.begin();
  await insert(1, id);
  await expect(insert(1, id)).rejects.toMatchObject({ name: 'DatabaseErrorException' });
  const aborted = notFound(/Transaction has been aborted due to an error from a previous call$/);
  await expect(insert(2, id)).rejects.toMatchObject(aborted);
  await expect(commit(id)).rejects.toMatchObject(aborted);
  await insert(1); // its locks are free
  expect(await count()).toBe(1);
});

test('two calls at once in one transaction: the second fails, the first goes on', async () => {
  const id = await cluster.begin();
  const slow = cluster.run('insert into entry select 1 from pg_sleep(0.3)', {}, { transactionId: id });
  await sleep(100);
  const busy = { name: 'DatabaseErrorException', message: 'Transaction is still running a query' };
  await expect(insert(2, id)).rejects.toMatchObject(busy);
  await expect(commit(id)).rejects.toMatchObject(busy);
  await slow;
  await commit(id);
  expect(await count()).toBe(1);
});

test('two calls at once in two transactions do not disturb each other', async () => {
  const [one, two] = [await cluster.begin(), await cluster.begin()];
  await Promise.all([insert(1, one), insert(2, two)]);
  await Promise.all([commit(one), commit(two)]);
  expect(await count()).toBe(2);
});

test('a transaction keeps to its database', async () => {
  const transactionId = await cluster.begin();
  await expect(cluster.run('select 1', {}, { transactionId, database: 'template1' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await rollback(transactionId);
});

test('a deferred constraint fails at the commit', async () => {
  await cluster.run('create table later (n int unique deferrable initially deferred)');
  const id = await cluster.begin();
  await cluster.run('insert into later values (1), (1)', {}, { transactionId: id });
  await expect(commit(id)).rejects.toMatchObject({
    name: 'DatabaseErrorException',
    message: expect.stringContaining('23505'),
  });
  expect(await cluster.value('select count(*) from later')).toBe(0);
});

test('a transaction that waits too long is rolled back; one that is used in time is not', async () => {
  const { begin, run } = await cluster.withLimits({ transactionIdleMs: 400 });
  const [used, idle] = [await begin(), await begin()];
  for (const n of [1, 2, 3, 4, 5]) {
    await run('insert into entry values (:n)', { n: { longValue: n } }, { transactionId: used });
    await sleep(130);
  }
  await expect(run('select 1', {}, { transactionId: idle })).rejects.toMatchObject(notFound(/may be expired$/));
  await run('select 1', {}, { transactionId: used });
  await sleep(700);
  await expect(run('select 1', {}, { transactionId: used })).rejects.toMatchObject(notFound(/may be expired$/));
  expect(await count()).toBe(0);
});

test('a transaction that is used all the time still ends at its greatest age', async () => {
  const { begin, run } = await cluster.withLimits({ transactionAgeMs: 300 });
  const transactionId = await begin();
  const use = async (): Promise<void> => {
    for (let call = 0; call < 100; call += 1) {
      await run('select 1', {}, { transactionId });
      await sleep(20);
    }
  };
  await expect(use()).rejects.toMatchObject(notFound(/may be expired$/));
});

test('a batch outside a transaction keeps what came before its failure', async () => {
  const parameterSets = [1, 2, 1, 3].map((n) => [{ name: 'n', value: { longValue: n } }]);
  const sql = 'insert into entry values (:n)';
  const batch = new BatchExecuteStatementCommand({ ...names, sql, parameterSets });
  await expect(cluster.client.send(batch)).rejects.toMatchObject({
    name: 'DatabaseErrorException',
    message: expect.stringContaining('23505'),
  });
  expect(await count()).toBe(2);
});

test('a batch in a transaction is all or nothing', async () => {
  const id = await cluster.begin();
  const parameterSets = [1, 2, 1].map((n) => [{ name: 'n', value: { longValue: n } }]);
  const sql = 'insert into entry values (:n)';
  const batch = new BatchExecuteStatementCommand({ ...names, sql, parameterSets, transactionId: id });
  await expect(cluster.client.send(batch)).rejects.toMatchObject({ name: 'DatabaseErrorException' });
  await expect(commit(id)).rejects.toMatchObject(notFound(/aborted/));
  expect(await count()).toBe(0);
});

test('a batch returns no rows, not even with RETURNING', async () => {
  const parameterSets = [1, 2].map((n) => [{ name: 'n', value: { longValue: n } }]);
  const sql = 'insert into entry values (:n) returning n';
  const reply = await cluster.client.send(new BatchExecuteStatementCommand({ ...names, sql, parameterSets }));
  expect(reply.updateResults).toEqual([{ generatedFields: [] }, { generatedFields: [] }]);
  expect(await count()).toBe(2);
});

test('DDL can be rolled back', async () => {
  const transactionId = await cluster.begin();
  await cluster.run('create table passing (n int)', {}, { transactionId });
  await rollback(transactionId);
  expect(await cluster.value("select to_regclass('passing')::text")).toBe(null);
});
