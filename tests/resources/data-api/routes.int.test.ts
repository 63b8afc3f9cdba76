import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { names, startCluster, type TestCluster, wrongPasswordArn } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

const select1 = (other: Partial<typeof names> & { schema?: string }): Promise<unknown> =>
  cluster.client.send(new ExecuteStatementCommand({ ...names, ...other, sql: 'select 1' }));

test('the five operations answer', async () => {
  const { client } = cluster;
  const executed = await client.send(new ExecuteStatementCommand({ ...names, sql: 'select 1' }));
  expect(executed.records).toEqual([[{ longValue: 1 }]]);
  const batch = await client.send(new BatchExecuteStatementCommand({ ...names, sql: 'select 1' }));
  expect(batch.updateResults).toEqual([{ generatedFields: [] }]);
  const { transactionId } = await client.send(new BeginTransactionCommand(names));
  expect(transactionId).toHaveLength(184);
  const committed = await client.send(new CommitTransactionCommand({ ...names, transactionId }));
  expect(committed.transactionStatus).toBe('Transaction Committed');
  const second = await client.send(new BeginTransactionCommand(names));
  const rolledBack = await client.send(
    new RollbackTransactionCommand({ ...names, transactionId: second.transactionId }),
  );
  expect(rolledBack.transactionStatus).toBe('Rollback Complete');
});

test.each(['/ExecuteSql', '/nothing'])('an unknown route is an UnknownOperationException: %s', async (route) => {
  const response = await fetch(cluster.api.url + route, { method: 'POST', body: '{}' });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
});

test('a body that is not JSON is a SerializationException', async () => {
  const response = await fetch(`${cluster.api.url}/Execute`, { method: 'POST', body: '{' });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
});

test('an error has its name in a header and its message in a JSON body', async () => {
  const body = JSON.stringify({ ...names, sql: 'selec 1' });
  const response = await fetch(`${cluster.api.url}/Execute`, { method: 'POST', body });
  expect(response.headers.get('x-amzn-errortype')).toBe('DatabaseErrorException');
  expect(await response.json()).toEqual({
    message: 'ERROR: syntax error at or near "selec"; Position: 1; SQLState: 42601',
  });
});

test('an unknown cluster is reported as one without an endpoint', async () => {
  await expect(select1({ resourceArn: `${names.resourceArn}2` })).rejects.toMatchObject({
    name: 'HttpEndpointNotEnabledException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('an unknown secret is a SecretsErrorException', async () => {
  await expect(select1({ secretArn: `${names.secretArn}2` })).rejects.toMatchObject({ name: 'SecretsErrorException' });
});

test('a secret with a wrong password is an error of the database', async () => {
  await expect(select1({ secretArn: wrongPasswordArn })).rejects.toMatchObject({
    name: 'DatabaseErrorException',
    message: 'ERROR: password authentication failed for user "postgres"; SQLState: 28P01',
  });
});

test('an unknown database is an error of the database', async () => {
  await expect(select1({ database: 'nowhere' })).rejects.toMatchObject({
    name: 'DatabaseErrorException',
    message: 'ERROR: database "nowhere" does not exist; SQLState: 3D000',
  });
});

test('without a database the one named like the user is taken', async () => {
  const sql = 'select current_database()';
  const { resourceArn, secretArn } = names;
  const { records } = await cluster.client.send(new ExecuteStatementCommand({ resourceArn, secretArn, sql }));
  expect(records).toEqual([[{ stringValue: 'postgres' }]]);
});

test('the schema parameter is refused', async () => {
  await expect(select1({ schema: 'public' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: "Schema parameter isn't supported",
  });
});

test('a missing secret is refused before anything is looked up', async () => {
  const response = await fetch(`${cluster.api.url}/Execute`, { method: 'POST', body: '{"resourceArn":"x","sql":"y"}' });
  expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException');
});

test('several statements in one call are refused, and none of them runs', async () => {
  await cluster.run('create table twice (n int)');
  await expect(cluster.run('insert into twice values (1); insert into twice values (2)')).rejects.toMatchObject({
    name: 'ValidationException',
    message: "Multistatements aren't supported",
  });
  expect(await cluster.value('select count(*) from twice')).toBe(0);
});

test('a database that has gone away is unavailable', async () => {
  const { run } = await cluster.withLimits({ connectMs: 1_000 });
  await expect(run('select pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
    name: 'DatabaseUnavailableException',
    $metadata: { httpStatusCode: 504 },
  });
  expect((await run('select 1')).records).toEqual([[{ longValue: 1 }]]);
});

test('nothing of a session is left for the next call', async () => {
  const { run } = cluster;
  await run("set statement_timeout = '1ms'");
  await run('set role pg_monitor');
  await run("set timezone = 'Asia/Tokyo'");
  await run("set search_path = 'nowhere'");
  await run('begin');
  await run('create temp table mine (n int)');
  await run('select pg_try_advisory_lock(7)');
  for (let call = 0; call < 3; call += 1) {
    const [row] = (
      await run(
        `select current_setting('statement_timeout'), current_user::text, current_setting('timezone'),
                current_setting('search_path'), to_regclass('pg_temp.mine')::text,
                (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
                pg_current_xact_id_if_assigned()::text`,
      )
    ).records ?? [[]];
    expect(row?.map((field) => field.stringValue ?? field.longValue ?? null)).toEqual([
      '0',
      'postgres',
      'UTC',
      '"$user", public',
      null,
      0,
      null,
    ]);
  }
});
