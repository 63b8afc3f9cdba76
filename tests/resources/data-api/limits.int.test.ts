import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type TestCluster } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.run('create table done (n int)');
});
afterAll(() => cluster.stop());

const text = (bytes: number): { stringValue: string } => ({ stringValue: 'x'.repeat(bytes) });
const MiB = 1024 * 1024;

test('a request of nearly 4 MiB is answered, and a larger one refused', async () => {
  expect(await cluster.value('select length(:a)', { a: text(4 * MiB - 5_000) })).toBe(4 * MiB - 5_000);
  await expect(cluster.run('select length(:a)', { a: text(4 * MiB) })).rejects.toMatchObject({
    name: 'RequestEntityTooLargeException',
    $metadata: { httpStatusCode: 413 },
  });
});

test('a response of nearly 1 MiB comes back, and a larger one is refused', async () => {
  const sql = "select repeat('x', 10000) from generate_series(1, :n)";
  expect((await cluster.run(sql, { n: { longValue: 104 } })).records).toHaveLength(104);
  await expect(cluster.run(sql, { n: { longValue: 105 } })).rejects.toMatchObject({
    name: 'UnsupportedResultException',
    message: 'Database response exceeded size limit',
  });
});

test('bytes are counted, not characters', async () => {
  const sql = "select repeat('€', 10000) from generate_series(1, :n)";
  expect((await cluster.run(sql, { n: { longValue: 34 } })).records).toHaveLength(34);
  await expect(cluster.run(sql, { n: { longValue: 35 } })).rejects.toThrow('Database response exceeded size limit');
});

test('a row of 64 KB comes back, and a larger one is refused', async () => {
  const sql = "select repeat('x', :n::int), repeat('y', 32 * 1024)";
  expect((await cluster.run(sql, { n: { longValue: 32 * 1024 } })).records).toHaveLength(1);
  await expect(cluster.run(sql, { n: { longValue: 32 * 1024 + 1 } })).rejects.toMatchObject({
    name: 'UnsupportedResultException',
    message: expect.stringContaining('Packet for query is too large'),
  });
});

test('a large row that is only written is no trouble', async () => {
  await cluster.run('create table notes (note text)');
  await cluster.run('insert into notes values (:a)', { a: text(MiB) });
  expect(await cluster.value('select length(note) from notes')).toBe(MiB);
});

test('a statement of 65,536 characters runs, and a longer one is refused', async () => {
  const sql = `select ${' '.repeat(65_536 - 8)}1`;
  expect(await cluster.value(sql)).toBe(1);
  await expect(cluster.run(`${sql} `)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('less than or equal to 65536'),
  });
});

test('a statement that takes too long is cancelled and leaves nothing', async () => {
  const { run } = await cluster.withLimits({ statementMs: 300 });
  const slow = run('insert into done select 1 from pg_sleep(1)');
  await expect(slow).rejects.toMatchObject({ name: 'StatementTimeoutException', $metadata: { httpStatusCode: 400 } });
  await sleep(1_000);
  expect(await cluster.value('select count(*) from done where n = 1')).toBe(0);
  expect((await run('select 1')).records).toEqual([[{ longValue: 1 }]]);
});

test('a statement that takes too long ends its transaction', async () => {
  const { run, begin } = await cluster.withLimits({ statementMs: 300 });
  const transactionId = await begin();
  await expect(run('select 1 from pg_sleep(1)', {}, { transactionId })).rejects.toMatchObject({
    name: 'StatementTimeoutException',
  });
  await expect(run('select 1', {}, { transactionId })).rejects.toMatchObject({ name: 'TransactionNotFoundException' });
});

test('with continueAfterTimeout it goes on in the database', async () => {
  const { run } = await cluster.withLimits({ statementMs: 300 });
  const slow = run('insert into done select 2 from pg_sleep(1)', {}, { continueAfterTimeout: true });
  await expect(slow).rejects.toMatchObject({ name: 'StatementTimeoutException' });
  expect(await cluster.value('select count(*) from done where n = 2')).toBe(0);
  await sleep(1_000);
  expect(await cluster.value('select count(*) from done where n = 2')).toBe(1);
});

test('a statement that somebody else cancels is an error of the database', async () => {
  const slow = cluster.run('select 1 as mine from pg_sleep(5)').catch((error: unknown) => error);
  await sleep(200);
  await cluster.run(
    "select pg_cancel_backend(pid) from pg_stat_activity where query like '%as mine%' and pid <> pg_backend_pid()",
  );
  expect(await slow).toMatchObject({ name: 'DatabaseErrorException', message: expect.stringContaining('57014') });
});
