import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, onHand, openStore, post } from '#tests/setup/ledger.ts';
import { testApi, type TestApi } from './api.ts';

let api: TestApi;
let near: string;
let far: string;
let mug: string;

beforeAll(async () => {
  api = await testApi();
  const { sql } = api.database;
  near = await openStore(sql, 'NEAR');
  far = await openStore(sql, 'FAR');
  [mug = ''] = await addProducts(sql, ['MUG']);
  await sql.query("insert into product_barcode values ('5012345678900', $1)", [mug]);
  const received = { store_id: near, product_id: mug, type: 'receipt', quantity: 20, unit_cost: 2 };
  await post(sql, [{ ...received, key: 'mugs', occurred_at: '2026-06-01T08:00:00Z' }]);
  await api.grant('ned', 'clerk', near);
  await api.grant('fay', 'clerk', far);
});
afterAll(() => api.close());

const ask = (as: string, path: string, body: unknown, key?: string) =>
  api.call('POST', path, { as, body, ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }) });

test('who may move stock learns the names of stores of their currency, and what is in none but their own', async () => {
  const { sql } = api.database;
  await openStore(sql, 'TOKYO', { currency: 'JPY' });
  const closed = await openStore(sql, 'SHUT');
  await sql.query('update store set is_archived = true where id = $1', [closed]);
  await api.grant('vera', 'viewer', near);
  const partners = await api.call('GET', '/transfers/partners', { as: 'fay' });
  expect(partners.body).toEqual({
    items: [
      { id: far, code: 'FAR', name: 'FAR', currency: 'GBP' },
      { id: near, code: 'NEAR', name: 'NEAR', currency: 'GBP' },
    ],
  });
  expect((await api.call('GET', '/transfers/partners', { as: 'vera' })).status).toBe(403);
  const wanted = { fromStoreId: near, toStoreId: far, lines: [{ productId: mug, quantity: '1' }] };
  const asked = await ask('fay', '/transfers', wanted, 'asked-for');
  const path = `/transfers/${String(asked.body['id'])}`;
  const availableTo = async (as: string) => (await api.call('GET', path, { as })).body['lines'];
  expect(asked.body['lines']).toMatchObject([{ sku: 'MUG', available: null }]);
  expect(await availableTo('fay')).toMatchObject([{ available: null }]);
  expect(await availableTo('ned')).toMatchObject([{ available: '20' }]);
  await ask('fay', `${path}/cancel`, { version: 1 });
});

describe('two clerks, each of one store,', () => {
  test('move stock between them: one sends it off, the other takes it in', async () => {
    const wanted = { fromStoreId: near, toStoreId: far, lines: [{ barcode: '5012345678900', quantity: '6' }] };
    const drafted = await ask('fay', '/transfers', wanted, 'draft-1');
    expect([drafted.status, drafted.body['fromStoreCode']]).toEqual([200, 'NEAR']);
    const path = `/transfers/${String(drafted.body['id'])}`;
    const refused = await ask('fay', `${path}/ship`, { version: 1 });
    expect([refused.status, refused.body['detail']]).toEqual([403, 'This is done by those who may move stock in NEAR']);
    const shipped = await ask('ned', `${path}/ship`, { version: 1 });
    expect(shipped.body).toMatchObject({ status: 'shipped', inTransit: '6', inTransitMinor: 1200, currency: 'GBP' });
    const lines = [{ barcode: '5012345678900', received: '5', damaged: '1' }];
    const taken = await ask('fay', `${path}/receive`, { version: shipped.body['version'], lines }, 'box-1');
    expect(taken.body).toMatchObject({ status: 'received', received: '5', damaged: '1', repeated: false });
    const again = await ask('fay', `${path}/receive`, { version: shipped.body['version'], lines }, 'box-1');
    expect(again.body).toMatchObject({ status: 'received', received: '5', repeated: true });
    expect([await onHand(api.database.sql, near, mug), await onHand(api.database.sql, far, mug)]).toEqual([14, 5]);
  });

  test('are asked for a key where something must happen once, and for lines that make sense', async () => {
    const wanted = { fromStoreId: near, toStoreId: far, lines: [{ productId: mug, sku: 'MUG', quantity: '0' }] };
    const answer = await ask('ned', '/transfers', wanted);
    expect(answer.status).toBe(400);
    const named = await ask('ned', '/transfers', wanted, 'draft-2');
    expect([named.status, named.text]).toEqual([400, expect.stringContaining('must be more than 0')]);
    const twice = { ...wanted, lines: [{ productId: mug, sku: 'MUG', quantity: '1' }] };
    expect((await ask('ned', '/transfers', twice, 'draft-3')).text).toContain('must name its product once');
  });
});

test('a clerk counts by barcode what a sheet asks for, and posts it', async () => {
  const opened = await ask(
    'ned',
    '/count-sheets',
    { storeId: near, name: 'Shelf 3', scope: { kind: 'all' } },
    'sheet-1',
  );
  expect(opened.body).toMatchObject({
    status: 'open',
    lineCount: 1,
    recount: { units: '5', percent: 10, value: '50' },
    scope: { kind: 'all', category: null },
  });
  const path = `/count-sheets/${String(opened.body['id'])}`;
  const saved = await ask('ned', `${path}/lines`, { lines: [{ barcode: '5012345678900', counted: '13' }] }, 'scan-1');
  expect(saved.body).toMatchObject({ status: 'counted', lines: [{ sku: 'MUG', expected: '14', variance: '-1' }] });
  expect((await ask('fay', `${path}/post`, { version: saved.body['version'] })).status).toBe(404);
  const posted = await ask('ned', `${path}/post`, { version: saved.body['version'] });
  expect(posted.body).toMatchObject({ status: 'posted', lossMinor: 200, gainMinor: 0 });
  expect(await onHand(api.database.sql, near, mug)).toBe(13);
  const told = api.platform.published.map(({ name }) => name);
  expect(told.filter((name) => name !== 'stock.changed')).toEqual([]);
});
