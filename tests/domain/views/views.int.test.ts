import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxViews } from '#domain/views/view.ts';
import { type Asked, type TestApi, testApi } from '#tests/functions/api.ts';
import { openStore } from '#tests/setup/ledger.ts';

let api: TestApi;
const low = { name: 'Low', path: '/stock', search: '?state=low' };

beforeAll(async () => {
  api = await testApi();
  const store = await openStore(api.database.sql, 'Harbour');
  await api.grant('ada', 'admin');
  await api.grant('cole', 'clerk', store);
  await api.grant('max', 'viewer', store);
});
afterAll(() => api.close());

const call = (as: string, method: string, path: string, asked: Asked = {}) => api.call(method, path, { ...asked, as });
const save = (as: string, body: object) => call(as, 'POST', '/views', { body });
const list = async (as: string) => (await call(as, 'GET', '/views')).body['items'];

describe('a saved view', () => {
  test('is kept for whoever saved it and for nobody else, an admin of everything included', async () => {
    const made = await save('cole', low);
    expect(made).toMatchObject({ status: 200, body: low });
    const id = String(made.body['id']);
    expect(await list('cole')).toEqual([made.body]);
    expect(await list('ada')).toEqual([]);
    const edit = { body: { ...low, name: 'Mine' } };
    for (const [method, path, asked] of [
      ['PUT', '', edit],
      ['POST', '/remove', { body: {} }],
    ] as const) {
      const foreign = await call('ada', method, `/views/${id}${path}`, asked);
      expect(foreign).toMatchObject({ status: 404, body: { code: 'view.unknown' } });
      expect(foreign.text).toBe((await call('ada', method, `/views/999999${path}`, asked)).text);
    }
    expect(await list('cole')).toEqual([made.body]);
  });

  test('is renamed and led elsewhere, and once removed is gone', async () => {
    const { body } = await save('cole', { ...low, name: 'Out' });
    const path = `/views/${String(body['id'])}`;
    const edit = { name: 'Out in York', path: '/stock', search: '?state=out&store=2' };
    expect((await call('cole', 'PUT', path, { body: edit })).body).toEqual({ id: body['id'], ...edit });
    expect(await list('cole')).toContainEqual({ id: body['id'], ...edit });
    expect((await call('cole', 'POST', `${path}/remove`, { body: {} })).body).toEqual({ removed: true });
    expect((await call('cole', 'POST', `${path}/remove`, { body: {} })).status).toBe(404);
  });

  test('has a name of its own, whatever its letters; told twice it is there once', async () => {
    const first = await save('ada', low);
    expect((await save('ada', low)).body).toEqual(first.body);
    const taken = { status: 409, body: { code: 'view.taken' } };
    expect(await save('ada', { ...low, name: 'LOW', search: '' })).toMatchObject(taken);
    const other = await save('ada', { ...low, name: 'Other' });
    const path = `/views/${String(other.body['id'])}`;
    expect(await call('ada', 'PUT', path, { body: { ...low, name: 'low' } })).toMatchObject(taken);
    expect(await list('ada')).toHaveLength(2);
  });

  test.each(['https://example.com/', '//example.com', '/\\example.com', 'stock', '/a b', 'javascript:alert(1)', ''])(
    'cannot lead to %j',
    async (path) => {
      expect((await save('ada', { ...low, name: 'Away', path })).status).toBe(400);
    },
  );

  test('is for those with a role', async () => {
    expect((await save('stranger', low)).status).toBe(403);
    expect((await call('stranger', 'GET', '/views')).status).toBe(403);
  });
});

test(`of ${maxViews + 10} views saved at once exactly ${maxViews} are kept, and one may be changed still`, async () => {
  const answers = await Promise.all(
    Array.from({ length: maxViews + 10 }, (_, n) => save('max', { ...low, name: `View ${n}` })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(maxViews);
  expect(answers.find(({ status }) => status !== 200)).toMatchObject({ status: 409, body: { code: 'view.conflict' } });
  const kept = answers.find(({ status }) => status === 200)?.body ?? {};
  const edit = { body: { ...low, name: 'Another' } };
  expect((await call('max', 'PUT', `/views/${String(kept['id'])}`, edit)).status).toBe(200);
});

test('more than the limit would be kept if the count were read first and written then (negative control)', async () => {
  const { app, sql } = api.database;
  await sql.query("delete from saved_view where user_id = 'max'");
  const keep = async (n: number) => {
    const { rows } = await app.query<{ n: number }>("select count(*)::int as n from saved_view where user_id = 'max'");
    if ((rows[0]?.n ?? 0) >= maxViews) return;
    await app.query("insert into saved_view (user_id, name, path, search) values ('max', $1, '/', '')", [String(n)]);
  };
  await Promise.all(Array.from({ length: maxViews + 10 }, (_, n) => keep(n)));
  const { rows } = await sql.query("select from saved_view where user_id = 'max'");
  expect(rows.length).toBeGreaterThan(maxViews);
});
