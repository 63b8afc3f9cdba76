import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApi, testApi } from '#tests/functions/api.ts';
import { type MemoryFiles, memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { openStore } from '#tests/setup/ledger.ts';

type Entry = {
  id: string;
  at: string;
  actor: string | null;
  actorName: string | null;
  action: string;
  record: string;
  subjectKind: string;
  subjectId: string;
  subjectName: string | null;
  storeId: string | null;
  supplierName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

let api: TestApi;
let files: MemoryFiles;
let harbour: string;
const soldAt = '2026-06-01T10:00:00Z';

beforeAll(async () => {
  files = memoryFiles();
  api = await testApi({ files });
  harbour = await openStore(api.database.sql, 'Harbour', { unknown_sku: 'create' });
  await api.grant('ada', 'admin');
  await api.grant('local-admin', 'admin', harbour);
});
afterAll(() => api.close());

const list = async (query: Record<string, string> = {}) => {
  const answer = await api.call('GET', '/audit', { as: 'ada', query });
  expect(answer.status).toBe(200);
  return answer.body as { items: Entry[]; nextCursor: string | null };
};
const load = (name: string, text: string) =>
  drop({ ...api.platform, files }, api.database.sql, `uploads/products/${name}`, text);

describe('the audit log', () => {
  test('is for admins of every store', async () => {
    for (const as of ['local-admin', 'nobody'])
      expect((await api.call('GET', '/audit', { as })).body).toMatchObject({ code: 'user.forbidden' });
  });

  test('tells what an import made and changed: by which import, and only the columns that changed', async () => {
    const first = await load('first.csv', 'sku,name,price,barcode,supplier,pack_size\nMUG,Mug,2.50,123,ACME,6\n');
    const second = await load('second.csv', 'sku,name,price\nMUG,Mug,2.75\n');
    await load('third.csv', 'sku,name,price\nMUG,Mug,2.75\n');
    const { rows } = await api.database.sql.query<{ id: string }>("select id::text from product where sku = 'MUG'");
    const { items } = await list({ subjectKind: 'product', subjectId: rows[0]?.id ?? '' });
    expect(items.map(({ actor, action, record }) => [actor, action, record])).toEqual([
      [`import:${second.id}`, 'update', 'product'],
      [`import:${first.id}`, 'insert', 'supplier_item'],
      [`import:${first.id}`, 'insert', 'product_barcode'],
      [`import:${first.id}`, 'insert', 'product'],
    ]);
    expect(items[0]).toMatchObject({ before: { price: 2.5 }, after: { price: 2.75 }, subjectName: 'MUG' });
    expect(Object.keys(items[0]?.after ?? {})).toEqual(['price']);
    expect(items[3]).toMatchObject({ before: null, after: { sku: 'MUG', name: 'Mug', price: 2.5 } });
    // The terms name their supplier, and an import the file and whoever sent it.
    expect(items[1]?.supplierName).toBe('ACME');
    expect(items[0]?.actorName).toBe('second.csv');
    await api.database.sql.query("insert into person (user_id, name) values ('maya', 'Maya Manager')");
    await api.database.sql.query("update import set uploaded_by = 'maya' where id = $1", [second.id]);
    const { items: named } = await list({ actor: `import:${second.id}` });
    expect(named[0]?.actorName).toBe('Maya Manager, second.csv');
    const { items: supplier } = await list({ subjectKind: 'supplier' });
    expect(supplier).toMatchObject([{ actor: `import:${first.id}`, subjectName: 'ACME' }]);
  });

  test('tells which caller made a product by selling what nobody knew', async () => {
    await api.database.sql.query("insert into person (user_id, name) values ('cole', 'Cole Clerk')");
    await api.grant('cole', 'clerk', harbour);
    await api.call('POST', '/sales', {
      as: 'cole',
      headers: { 'idempotency-key': 'draft' },
      body: { storeId: harbour, soldAt, lines: [{ sku: 'NEW-1', quantity: '1', unitPrice: '3' }] },
    });
    // Between thousands of lines of a file, what people did is found by itself.
    const byPeople = (await list({ by: 'people' })).items.map(({ actor }) => actor);
    const byImports = (await list({ by: 'imports' })).items.map(({ actor }) => actor);
    expect(byPeople).toContain('cole');
    expect(byPeople.filter((actor) => actor?.startsWith('import:'))).toEqual([]);
    expect(byImports.length).toBeGreaterThan(0);
    expect(byImports.filter((actor) => actor?.startsWith('import:') !== true)).toEqual([]);
    const { items } = await list({ actor: 'cole' });
    expect(items).toMatchObject([{ record: 'product', subjectName: 'NEW-1', actorName: 'Cole Clerk' }]);
    expect(items[0]?.after).toMatchObject({ status: 'draft' });
  });

  test('says nobody where nobody in particular did it, and forgets who did the last thing', async () => {
    const client = await api.database.app.connect();
    await client.query('begin');
    await client.query("select set_config('stockroom.actor', 'somebody', true)");
    await client.query("update store set name = 'Harbour 2' where id = $1", [harbour]);
    await client.query('commit');
    await client.query("update store set name = 'Harbour 3' where id = $1", [harbour]);
    await client.query("update store set name = 'Harbour 3' where id = $1", [harbour]);
    client.release();
    const { items } = await list({ subjectKind: 'store', limit: '2' });
    expect(items).toMatchObject([
      { actor: null, before: { name: 'Harbour 2' }, after: { name: 'Harbour 3' }, storeId: harbour },
      { actor: 'somebody', before: { name: 'Harbour' }, after: { name: 'Harbour 2' }, subjectName: 'Harbour' },
    ]);
  });

  test('gives every entry once, page by page, newest first, and only between the given instants', async () => {
    const { items: all } = await list({ limit: '50' });
    const seen: Entry[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Entry[]; nextCursor: string | null } = await list({
        limit: '3',
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const [{ at: from } = { at: '' }] = all.slice(-3);
    const { items: since } = await list({ from, limit: '50' });
    const { items: before } = await list({ to: from, limit: '50' });
    expect([...since, ...before]).toEqual(all);
    expect(since.every(({ at }) => at >= from)).toBe(true);
  });

  test('finds what was changed, and what somebody did, by a part of a name, page by page', async () => {
    const { items: all } = await list({ limit: '50' });
    const { rows } = await api.database.sql.query<{ id: string }>("select id::text from product where sku = 'MUG'");
    const ofMug = all.filter(({ subjectKind, subjectId }) => subjectKind === 'product' && subjectId === rows[0]?.id);
    expect(ofMug.length).toBeGreaterThan(3);
    for (const search of ['mug', ' uG ', '123']) expect((await list({ search })).items, search).toEqual(ofMug);
    const first = await list({ search: 'mug', limit: '2' });
    const second = await list({ search: 'mug', limit: '50', cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items]).toEqual(ofMug);
    expect((await list({ search: 'mug', by: 'people' })).items).toEqual([]);
    const { items: cole } = await list({ search: 'cole cl' });
    expect(cole.map(({ subjectName }) => subjectName)).toEqual(expect.arrayContaining(['NEW-1', 'Cole Clerk']));
    // What somebody did to themselves is found twice and given once; a wildcard stands for itself.
    expect(new Set(cole.map(({ id }) => id)).size).toBe(cole.length);
    expect((await list({ search: '%' })).items).toEqual([]);
    expect((await list({ search: '' })).items).toEqual((await list()).items);
  });

  test('refuses an id without its kind', async () => {
    const answer = await api.call('GET', '/audit', { as: 'ada', query: { subjectId: '1' } });
    expect(answer.status).toBe(400);
  });
});

describe('the entries', () => {
  test.each([
    ['change', "update audit_entry set actor = 'x'"],
    ['disappear', 'delete from audit_entry'],
    [
      'be made up',
      "insert into audit_entry (action, record, subject_kind, subject_id) values ('insert', 'a', 'b', 'c')",
    ],
    ['be emptied', 'truncate audit_entry'],
  ])('cannot %s by the application', async (_what, sql) => {
    await expect(api.database.app.query(sql)).rejects.toThrow(/permission denied|append only/);
  });

  test('cannot be changed by the owner either, without taking the trap away', async () => {
    await expect(api.database.sql.query('delete from audit_entry')).rejects.toThrow('append only');
  });

  test('of sales are none: a sale touches no master data', async () => {
    const count = async () =>
      (await api.database.sql.query<{ n: string }>('select count(*) as n from audit_entry')).rows[0]?.n;
    const before = await count();
    const sale = { storeId: harbour, soldAt, lines: [{ sku: 'MUG', quantity: '1' }] };
    const answer = await api.call('POST', '/sales', {
      as: 'cole',
      headers: { 'idempotency-key': 'plain' },
      body: sale,
    });
    expect(answer.status).toBe(200);
    expect(await count()).toBe(before);
  });
});
