import { afterAll, beforeAll, expect, test } from 'vitest';
import { names, startCluster, type TestCluster } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

const typeOf = 'select pg_typeof(:a)::text';

test.each([
  ['isNull', { isNull: true }, 'select :a::int is null', true],
  ['booleanValue', { booleanValue: true }, 'select :a', true],
  ['longValue', { longValue: -42 }, 'select :a', -42],
  ['doubleValue', { doubleValue: 0.1 }, 'select :a', 0.1],
  ['stringValue', { stringValue: "it's \\ :a $1 é €" }, 'select :a', "it's \\ :a $1 é €"],
  ['an empty stringValue', { stringValue: '' }, 'select :a', ''],
  ['blobValue', { blobValue: new Uint8Array([0, 1, 255]) }, "select encode(:a, 'hex')", '0001ff'],
] as const)('%s reaches the database', async (_, value, sql, expected) => {
  expect(await cluster.value(sql, { a: value })).toBe(expected);
});

test.each([
  ['text', { stringValue: 'x' }],
  ['bigint', { longValue: 1 }],
  ['double precision', { doubleValue: 1 }],
  ['boolean', { booleanValue: false }],
  ['bytea', { blobValue: new Uint8Array([1]) }],
] as const)('a value is declared with its own type: %s', async (type, value) => {
  expect(await cluster.value(typeOf, { a: value })).toBe(type);
});

test.each([
  ['JSON', '{"a": 1}', 'json'],
  ['UUID', '0198a3f0-7c1e-7000-8000-000000000001', 'uuid'],
  ['TIMESTAMP', '2026-01-31 23:59:59.123', 'timestamp without time zone'],
  ['DATE', '2026-01-31', 'date'],
  ['TIME', '23:59:59.5', 'time without time zone'],
  ['DECIMAL', '12.340', 'numeric'],
] as const)('the type hint %s declares the type', async (typeHint, stringValue, type) => {
  const a = { typeHint, value: { stringValue } };
  expect(await cluster.value(typeOf, { a })).toBe(type);
  expect(await cluster.value('select :a::text', { a })).toBe(stringValue);
});

test('a null with a type hint has that type', async () => {
  expect(await cluster.value(typeOf, { a: { typeHint: 'UUID', value: { isNull: true } } })).toBe('uuid');
});

test.each([
  ['TIMESTAMP', '2026-01-31T23:59:59Z'],
  ['DATE', '31.01.2026'],
  ['TIME', '9:00'],
] as const)('a value that is not in the format of its hint %s is refused', async (typeHint, stringValue) => {
  await expect(cluster.run('select :a', { a: { typeHint, value: { stringValue } } })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a string for a uuid column needs a cast or a hint', async () => {
  await cluster.run('create table things (id uuid)');
  const id = { stringValue: '0198a3f0-7c1e-7000-8000-000000000001' };
  await expect(cluster.run('insert into things values (:id)', { id })).rejects.toMatchObject({
    message: expect.stringMatching(/^ERROR: column "id" is of type uuid but expression is of type text;.*42804$/),
  });
  await cluster.run('insert into things values (:id::uuid)', { id });
  await cluster.run('insert into things values (:id)', { id: { typeHint: 'UUID', value: id } });
  expect(await cluster.value('select count(*) from things where id = :id::uuid', { id })).toBe(2);
});

test('a missing parameter is an error that names it', async () => {
  await expect(cluster.run('select :a, :b', { a: { longValue: 1 } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Cannot find parameter: b',
  });
});

test('a parameter that the statement does not name is ignored', async () => {
  expect(await cluster.value('select 1', { unused: { longValue: 1 } })).toBe(1);
});

test('an array parameter is refused', async () => {
  const a = { arrayValue: { longValues: [1, 2] } };
  await expect(cluster.run('select :a', { a })).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a longValue beyond 2^53 arrives unrounded', async () => {
  const parameters = '[{"name":"a","value":{"longValue":9007199254740993}}]';
  const body = `{"sql":"select :a::text","parameters":${parameters},${JSON.stringify(names).slice(1)}`;
  const response = await fetch(`${cluster.api.url}/Execute`, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ records: [[{ stringValue: '9007199254740993' }]] });
});

test('a set of rows travels as one JSON text of 3 MB', async () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => ({ n, note: 'x'.repeat(80) }));
  const sql = 'select count(*), sum(n) from jsonb_to_recordset(:rows::jsonb) as r (n bigint, note text)';
  const { records } = await cluster.run(sql, { rows: { stringValue: JSON.stringify(rows) } });
  expect(records).toEqual([[{ longValue: 30_000 }, { stringValue: '449985000' }]]);
});
