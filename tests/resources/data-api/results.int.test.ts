import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { names, startCluster, type TestCluster } from '#tests/resources/data-api/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.run("create type mood as enum ('sad', 'happy')");
  await cluster.run('create domain sku as text check (length(value) < 20)');
  await cluster.run(
    'create table item (id bigint generated always as identity, sku varchar(40) not null, price numeric(18,6))',
  );
});
afterAll(() => cluster.stop());

const field = async (sql: string): Promise<unknown> => (await cluster.run(`select ${sql}`)).records?.[0]?.[0];

describe('a Field for each PostgreSQL type', () => {
  test.each([
    ['null::int', { isNull: true }],
    ['1::int2', { longValue: 1 }],
    ['-1::int4', { longValue: -1 }],
    ['1::int8', { longValue: 1 }],
    ['1.500::numeric', { stringValue: '1.500' }],
    ['0.1::float8', { doubleValue: 0.1 }],
    ['1.5::float4', { doubleValue: 1.5 }],
    ["'NaN'::float8", { doubleValue: Number.NaN }],
    ['true', { booleanValue: true }],
    ['false', { booleanValue: false }],
    ["'a\"é\\n'::text", { stringValue: 'a"é\\n' }],
    ["'a'::varchar(5)", { stringValue: 'a' }],
    ["'a'::char(2)", { stringValue: 'a ' }],
    ["'happy'::mood", { stringValue: 'happy' }],
    ["'A-1'::sku", { stringValue: 'A-1' }],
    ["'0198a3f0-7c1e-7000-8000-000000000001'::uuid", { stringValue: '0198a3f0-7c1e-7000-8000-000000000001' }],
    ["'10.0.0.1'::inet", { stringValue: '10.0.0.1' }],
    ['\'{"b":1,  "a":[2]}\'::json', { stringValue: '{"b":1,  "a":[2]}' }],
    ['\'{"b":1,  "a":[2]}\'::jsonb', { stringValue: '{"a": [2], "b": 1}' }],
    ["'2026-01-31'::date", { stringValue: '2026-01-31' }],
    ["'23:59:59.5'::time", { stringValue: '23:59:59.5' }],
    ["'2026-01-31 10:30:00.123'::timestamp", { stringValue: '2026-01-31 10:30:00.123' }],
    ["'2026-01-31T10:30:00.123+02'::timestamptz", { stringValue: '2026-01-31 08:30:00.123' }],
    ["'\\x00ff'::bytea", { blobValue: new Uint8Array([0, 255]) }],
    ['array[1,null,3]', { arrayValue: { longValues: [1, null, 3] } }],
    ['array[1.5]::float8[]', { arrayValue: { doubleValues: [1.5] } }],
    ['array[1.50]', { arrayValue: { stringValues: ['1.50'] } }],
    ['array[true,false]', { arrayValue: { booleanValues: [true, false] } }],
    ["array['a','b\"\\,{}', 'NULL', '']", { arrayValue: { stringValues: ['a', 'b"\\,{}', 'NULL', ''] } }],
    ["array['sad','happy']::mood[]", { arrayValue: { stringValues: ['sad', 'happy'] } }],
    ["'{}'::text[]", { arrayValue: { stringValues: [] } }],
  ])('%s', async (sql, expected) => {
    expect(await field(sql)).toEqual(expected);
  });

  test.each(["'1.00'::money", "'(1,2)'::point", "'1 day'::interval", "row(1, 'a')", "'08:00:2b:01:02:03'::macaddr"])(
    '%s is not supported',
    async (sql) => {
      await expect(field(sql)).rejects.toMatchObject({ name: 'UnsupportedResultException' });
    },
  );

  test('a multidimensional array is not supported', async () => {
    await expect(field('array[[1,2],[3,4]]')).rejects.toMatchObject({ name: 'UnsupportedResultException' });
  });

  test('a time with a zone is UTC even where the transaction is not', async () => {
    const transactionId = await cluster.begin();
    await cluster.run("set local timezone = 'Asia/Kolkata'", {}, { transactionId });
    const { records } = await cluster.run("select '2026-01-31T10:30:00.5Z'::timestamptz", {}, { transactionId });
    expect(records).toEqual([[{ stringValue: '2026-01-31 10:30:00.5' }]]);
  });
});

test('a longValue beyond 2^53 is sent unrounded', async () => {
  const body = JSON.stringify({ ...names, sql: 'select 9007199254740993' });
  const response = await fetch(`${cluster.api.url}/Execute`, { method: 'POST', body });
  expect(await response.text()).toContain('{"longValue":9007199254740993}');
});

test('and the official client rounds it, so that bigint is to be read as a string', async () => {
  const sql = 'select 9007199254740993';
  expect((await cluster.run(sql)).records).toEqual([[{ longValue: 9_007_199_254_740_992 }]]);
  const asString = await cluster.run(sql, {}, { resultSetOptions: { longReturnType: 'STRING' } });
  expect(asString.records).toEqual([[{ stringValue: '9007199254740993' }]]);
});

test('decimalReturnType DOUBLE_OR_LONG turns numerics into numbers', async () => {
  const options = { resultSetOptions: { decimalReturnType: 'DOUBLE_OR_LONG' } } as const;
  const { records } = await cluster.run('select 1.5, 2::numeric, array[1.5]', {}, options);
  expect(records).toEqual([[{ doubleValue: 1.5 }, { longValue: 2 }, { arrayValue: { doubleValues: [1.5] } }]]);
});

test('metadata comes only when asked for', async () => {
  expect((await cluster.run('select 1')).columnMetadata).toBeUndefined();
});

test('metadata names the columns, their types and where they come from', async () => {
  const sql = 'select id, sku as code, price, price + 1 as dearer, now() as at, array[id] as ids from item';
  const { columnMetadata } = await cluster.run(sql, {}, { includeResultMetadata: true });
  const from = { schemaName: 'public', tableName: 'item', isCurrency: false, arrayBaseColumnType: 0 };
  const nowhere = { ...from, schemaName: '', tableName: '', nullable: 2 };
  const number = { isAutoIncrement: false, isSigned: true, isCaseSensitive: false };
  const text = { isAutoIncrement: false, isSigned: false, isCaseSensitive: true };
  const named = (name: string): object => ({ name, label: name });
  expect(columnMetadata).toEqual([
    {
      ...from,
      ...number,
      ...named('id'),
      isAutoIncrement: true,
      type: -5,
      typeName: 'int8',
      nullable: 0,
      precision: 19,
      scale: 0,
    },
    { ...from, ...text, ...named('code'), type: 12, typeName: 'varchar', nullable: 0, precision: 40, scale: 0 },
    { ...from, ...number, ...named('price'), type: 2, typeName: 'numeric', nullable: 1, precision: 18, scale: 6 },
    { ...nowhere, ...number, ...named('dearer'), type: 2, typeName: 'numeric', precision: 0, scale: 0 },
    {
      ...nowhere,
      ...text,
      ...named('at'),
      isCaseSensitive: false,
      type: 93,
      typeName: 'timestamptz',
      precision: 35,
      scale: 6,
    },
    { ...nowhere, ...number, ...named('ids'), type: 2003, typeName: '_int8', precision: 19, scale: 0 },
  ]);
});

test('formatRecordsAs JSON gives one string instead of records and metadata', async () => {
  const sql = `select 1 as a, null as b, 'x"y' as c, 1.5 as d, true as e, array[1,2] as f, '{"k":1}'::jsonb as g`;
  const reply = await cluster.run(sql, {}, { formatRecordsAs: 'JSON', includeResultMetadata: true });
  expect([reply.records, reply.columnMetadata]).toEqual([undefined, undefined]);
  expect(JSON.parse(reply.formattedRecords ?? '')).toEqual([
    { a: 1, b: null, c: 'x"y', d: '1.5', e: true, f: [1, 2], g: '{"k": 1}' },
  ]);
});

test('formatRecordsAs JSON needs columns of different names', async () => {
  await expect(cluster.run('select 1 as a, 2 as a', {}, { formatRecordsAs: 'JSON' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('formatRecordsAs JSON is ignored for anything but a SELECT', async () => {
  const reply = await cluster.run("insert into item (sku) values ('A') returning sku", {}, { formatRecordsAs: 'JSON' });
  expect([reply.formattedRecords, reply.records]).toEqual([undefined, [[{ stringValue: 'A' }]]]);
});

test('a change tells how many rows it changed, and generates no fields', async () => {
  await cluster.run('create table counted (id bigint generated always as identity, n int)');
  const reply = await cluster.run('insert into counted (n) select generate_series(1, 3)');
  expect([reply.numberOfRecordsUpdated, reply.generatedFields, reply.records]).toEqual([3, [], undefined]);
  expect((await cluster.run('update counted set n = n + 1 where n > 1')).numberOfRecordsUpdated).toBe(2);
  expect((await cluster.run('delete from counted')).numberOfRecordsUpdated).toBe(3);
  expect((await cluster.run('select 1')).numberOfRecordsUpdated).toBe(0);
});

test('no rows are an empty list of records', async () => {
  expect((await cluster.run('select 1 where false')).records).toEqual([]);
});
