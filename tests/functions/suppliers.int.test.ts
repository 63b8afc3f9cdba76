import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProducts } from '#tests/setup/ledger.ts';
import { type TestApi, testApi } from './api.ts';

let api: TestApi;
let mug: string;
let lamp: string;
const hearth = {
  code: 'HEARTH',
  name: 'Hearth & Kiln',
  email: 'orders@hearth.example',
  leadTimeDays: 12,
  minOrderValue: '150',
};

beforeAll(async () => {
  api = await testApi();
  await api.grant('buyer', 'buyer');
  await api.grant('clerk', 'clerk');
  [mug = '', lamp = ''] = await addProducts(api.database.sql, ['MUG-1', 'LAMP-1']);
});
afterAll(() => api.close());

type Body = Record<string, unknown> & { id: string; version: number };
const add = async (body: object) => (await api.call('POST', '/suppliers', { as: 'buyer', body })).body as Body;
const put = (path: string, body: object, as = 'buyer') => api.call('PUT', `/suppliers/${path}`, { as, body });
const get = async (path: string, query: Record<string, string> = {}) =>
  (await api.call('GET', `/suppliers${path}`, { as: 'clerk', query })).body as { items: Body[]; nextCursor: string };
const notSet = ['id', 'itemCount', 'changedAt', 'changedBy', 'changedByName'];
const edited = (supplier: Body, change: object) => ({
  ...Object.fromEntries(Object.entries(supplier).filter(([name]) => !notSet.includes(name))),
  ...change,
});
const terms = { supplierSku: 'HK-1', packSize: '6', minOrder: '12', leadTimeDays: null, cost: '1.25' };

test('a supplier is added once however often it is asked for, and edited on the version that was read', async () => {
  const added = await add(hearth);
  expect(added).toMatchObject({
    ...hearth,
    phone: null,
    isArchived: false,
    itemCount: 0,
    version: 1,
    changedBy: 'buyer',
  });
  expect(await add(hearth)).toEqual(added);
  expect(await add({ code: 'hearth', name: 'Other' })).toMatchObject({ code: 'supplier.taken', status: 409 });
  const change = { phone: '+44 1234', contact: 'Ada', note: 'Closed on Mondays\nand Tuesdays', leadTimeDays: null };
  const answer = await put(added.id, edited(added, change));
  expect(answer).toMatchObject({ status: 200, body: { ...change, version: 2 } });
  expect(await get(`/${added.id}`)).toEqual(answer.body);
  expect((await put(added.id, edited(added, { name: 'Late' }))).body).toMatchObject({
    code: 'supplier.stale',
    status: 409,
  });
  expect((await put('999', edited(added, {}))).body).toMatchObject({ code: 'supplier.unknown', status: 404 });
});

test('suppliers are listed by code, page by page, and found by code and name', async () => {
  await add({ code: 'B-1', name: 'Baker' });
  const b2 = await add({ code: 'b-2', name: 'Brewer' });
  await put(b2.id, edited(b2, { isArchived: true }));
  const codes = (page: { items: Body[] }) => page.items.map(({ code }) => code);
  const first = await get('', { search: 'B', limit: '1' });
  expect(codes(first)).toEqual(['B-1']);
  expect(codes(await get('', { search: 'B', limit: '1', cursor: first.nextCursor }))).toEqual(['b-2']);
  expect(codes(await get('', { search: 'brew' }))).toEqual(['b-2']);
  expect(codes(await get('', { search: 'B-', archived: 'false' }))).toEqual(['B-1']);
});

test('the terms of a product are set, changed on the version that was read, and removed', async () => {
  const supplier = await add({ code: 'ITEMS', name: 'Items' });
  const place = `${supplier.id}/items/${mug}`;
  const set = await put(place, { version: null, ...terms });
  expect(set).toMatchObject({ status: 200, body: { productId: mug, sku: 'MUG-1', ...terms, version: 1 } });
  // The same again is no change; other terms for a product that is taken to be new are somebody else's.
  expect((await put(place, { version: null, ...terms })).body).toEqual(set.body);
  expect((await put(place, { version: null, ...terms, cost: '9' })).body).toMatchObject({
    code: 'supplier_item.stale',
  });
  expect((await put(place, { version: 1, ...terms, cost: '1.5' })).body).toMatchObject({ cost: '1.5', version: 2 });
  expect((await put(place, { version: 1, ...terms, cost: '1.6' })).body).toMatchObject({
    code: 'supplier_item.stale',
    status: 409,
  });
  await put(`${supplier.id}/items/${lamp}`, { version: null, ...terms, supplierSku: null });

  const first = await get(`/${supplier.id}/items`, { limit: '1' });
  expect(first.items).toMatchObject([{ sku: 'LAMP-1' }]);
  const next = await get(`/${supplier.id}/items`, { limit: '1', cursor: first.nextCursor });
  expect(next).toMatchObject({ items: [{ sku: 'MUG-1', cost: '1.5', version: 2 }], nextCursor: null });
  expect(await get(`/${supplier.id}`)).toMatchObject({ itemCount: 2 });
  const { body } = await api.call('GET', `/products/${mug}`, { as: 'clerk' });
  expect(body['suppliers']).toMatchObject([
    { supplierId: supplier.id, supplierCode: 'ITEMS', cost: '1.5', version: 2 },
  ]);

  const remove = (version: number) =>
    api.call('POST', `/suppliers/${place}/remove`, { as: 'buyer', body: { version } });
  expect(await remove(1)).toMatchObject({ status: 409, body: { code: 'supplier_item.stale' } });
  expect((await remove(2)).body).toEqual({ removed: true });
  expect((await remove(2)).body).toEqual({ removed: true });
  expect((await get(`/${supplier.id}/items`)).items).toHaveLength(1);
  expect((await put(place, { version: 2, ...terms })).body).toMatchObject({ code: 'supplier_item.stale', status: 409 });
});

test('an import of other terms makes the page that somebody has open an old one; of the same terms it does not', async () => {
  const supplier = await add({ code: 'IMPORTED', name: 'Imported' });
  const place = `${supplier.id}/items/${mug}`;
  await put(place, { version: null, ...terms });
  const load = (cost: string) =>
    api.database.sql.query('select * from post_products($1)', [
      JSON.stringify([
        [1, 'MUG-1', null, null, null, null, null, null, null, null, 'IMPORTED', 'HK-1', '6', '12', null, cost],
      ]),
    ]);
  await load('1.25');
  expect((await put(place, { version: 1, ...terms, minOrder: '6' })).body).toMatchObject({ version: 2 });
  await load('1.75');
  expect((await put(place, { version: 2, ...terms, minOrder: '3' })).body).toMatchObject({
    code: 'supplier_item.stale',
  });
});

test.each([
  ['email', 'not an address'],
  ['leadTimeDays', -1],
  ['minOrderValue', '-5'],
  ['code', ' '],
])('a new supplier with the %s %j is refused with the field at fault', async (field, value) => {
  const answer = await api.call('POST', '/suppliers', {
    as: 'buyer',
    body: { code: 'BAD', name: 'Bad', [field]: value },
  });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
});

test('packs of nothing, unknown products and callers without the right are refused', async () => {
  const supplier = await add({ code: 'REFUSED', name: 'Refused' });
  const item = `${supplier.id}/items/${mug}`;
  expect((await put(item, { version: null, ...terms, packSize: '0' })).status).toBe(400);
  expect((await put(`${supplier.id}/items/999`, { version: null, ...terms })).body).toMatchObject({
    code: 'product.unknown',
  });
  expect((await put(`999/items/${mug}`, { version: null, ...terms })).body).toMatchObject({ code: 'supplier.unknown' });
  expect((await put(item, { version: null, ...terms }, 'clerk')).status).toBe(403);
  expect((await put(supplier.id, edited(supplier, {}), 'clerk')).status).toBe(403);
  expect((await api.call('POST', '/suppliers', { as: 'clerk', body: hearth })).status).toBe(403);
  expect((await api.call('POST', `/suppliers/${item}/remove`, { as: 'clerk', body: { version: 1 } })).status).toBe(403);
  expect((await api.call('GET', '/suppliers/999/items', { as: 'clerk' })).status).toBe(404);
});
