import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { type TestApi, testApi } from './api.ts';

let api: TestApi;
const stores: string[] = [];
let products: string[];
const at = (minutes: number) => new Date(Date.UTC(2026, 5, 1, 12) + minutes * 60_000).toISOString();

/** 60 products in each of 3 stores, with SKUs that differ in case, and many movements of one product. */
beforeAll(async () => {
  api = await testApi();
  const { sql } = api.database;
  for (const code of ['A', 'B', 'C']) stores.push(await openStore(sql, code));
  products = await addProducts(
    sql,
    Array.from({ length: 60 }, (_, n) => `${n % 2 === 0 ? 'sku' : 'SKU'}-${n}`),
  );
  await post(
    sql,
    stores.flatMap((store_id) =>
      products.map((product_id) => ({
        key: `open ${store_id} ${product_id}`,
        store_id,
        product_id,
        type: 'receipt',
        quantity: 100,
        occurred_at: at(0),
      })),
    ),
  );
  // Five at each instant, a microsecond apart from nothing: the id alone tells them apart.
  await post(
    sql,
    stores.flatMap((store_id) =>
      Array.from({ length: 35 }, (_, n) => ({
        key: `sale ${store_id} ${n}`,
        store_id,
        product_id: products[0] ?? '',
        type: 'sale',
        quantity: -1,
        occurred_at: `2026-06-02T10:00:00.00000${Math.floor(n / 5)}Z`,
      })),
    ),
  );
  await sql.query(
    "insert into import (id, kind, file_name, bucket, key, status) select uuid_v7(), 'sales', n || '.csv', 'b', 'k' || n, 'done' from generate_series(1, 23) n",
  );
  await api.grant('all', 'admin');
  await api.grant('one', 'clerk', stores[1]);
  await api.grant('two', 'viewer', stores[0]);
  await api.grant('two', 'manager', stores[2]);
});
afterAll(() => api.close());

type Row = Record<string, unknown>;

/** Every page of a list, by the cursors it gives. */
async function pages(path: string, as: string, query: Record<string, string>): Promise<Row[][]> {
  const found: Row[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const asked = { as, query: { ...query, ...(cursor === '' ? {} : { cursor }) } };
    const { status, body } = await api.call('GET', path, asked);
    expect(status).toBe(200);
    found.push(body['items'] as Row[]);
    cursor = body['nextCursor'] as string | null;
    if (found.length > 300) throw new Error('the list does not end');
  }
  return found;
}

describe('the pages of a list hold every row once, in order, and no page is longer than asked', () => {
  const lists: [string, () => string, Record<string, string>, number, (row: Row) => string][] = [
    ['the stock', () => '/stock', {}, 180, (row) => `${String(row['productId'])} ${String(row['storeId'])}`],
    ['the stock of a store', () => `/stock`, { store: '2' }, 60, (row) => String(row['productId'])],
    ['the products', () => '/products', {}, 60, (row) => String(row['id'])],
    ['the products found', () => '/products', { search: 'sku-1' }, 11, (row) => String(row['id'])],
    ['the movements', () => `/products/${products[0]}/movements`, {}, 108, (row) => String(row['id'])],
    ['the imports', () => '/imports', {}, 23, (row) => String(row['id'])],
  ];
  test.each(lists)('%s', async (_name, path, query, count, idOf) => {
    const whole = (await pages(path(), 'all', { ...query, limit: '200' })).flat();
    expect(whole).toHaveLength(count);
    for (const limit of [1, 7, 50]) {
      const found = await pages(path(), 'all', { ...query, limit: String(limit) });
      expect(found.flat().map(idOf)).toEqual(whole.map(idOf));
      expect(new Set(found.flat().map(idOf)).size).toBe(count);
      expect(found.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      expect(found.length).toBe(Math.max(1, Math.ceil(count / limit)));
    }
  });

  test('by SKU, whatever its case', async () => {
    const skus = (await pages('/products', 'all', { limit: '9' })).flat().map((row) => String(row['sku']));
    const { rows } = await api.database.sql.query<{ sku: string }>('select sku from product order by lower(sku)');
    expect(skus).toEqual(rows.map(({ sku }) => sku));
  });

  test('newest first for movements', async () => {
    const rows = (await pages(`/products/${products[0]}/movements`, 'all', { limit: '10' })).flat();
    const newest = await api.database.sql.query<{ id: string }>(
      'select id from stock_movement where product_id = $1 order by occurred_at desc, id desc',
      [products[0]],
    );
    expect(rows.map((row) => row['id'])).toEqual(newest.rows.map(({ id }) => id));
  });

  test('and a row that comes in between neither repeats nor hides another', async () => {
    const query = { limit: '20', store: String(stores[0]) };
    const path = `/products/${products[0]}/movements`;
    const first = await api.call('GET', path, { as: 'all', query });
    await post(api.database.sql, [
      {
        key: 'late',
        store_id: stores[0] ?? '',
        product_id: products[0] ?? '',
        type: 'sale',
        quantity: -1,
        occurred_at: at(60 * 48),
      },
    ]);
    const second = await api.call('GET', path, {
      as: 'all',
      query: { ...query, cursor: String(first.body['nextCursor']) },
    });
    const ids = [first, second].flatMap(({ body }) => (body['items'] as Row[]).map((row) => row['id']));
    expect(ids).toHaveLength(36);
    expect(new Set(ids).size).toBe(36);
  });
});

describe('a caller sees their own stores only', () => {
  const storesOf = (rows: Row[]) => [...new Set(rows.map((row) => String(row['storeId'])))].toSorted();

  test.each([
    ['all', [0, 1, 2]],
    ['one', [1]],
    ['two', [0, 2]],
  ])('%s', async (user, indexes) => {
    const own = indexes.map((index) => stores[index]);
    const list = (path: string) => pages(path, user, { limit: '200' }).then((found) => found.flat());
    const { body: storeList } = await api.call('GET', '/stores', { as: user });
    expect((storeList['items'] as Row[]).map((row) => row['id'])).toEqual(own);
    expect(storesOf(await list('/stock'))).toEqual(own);
    expect(storesOf(await list(`/products/${products[0]}/movements`))).toEqual(own);
    const { body: product } = await api.call('GET', `/products/${products[0]}`, { as: user });
    expect(storesOf(product['levels'] as Row[])).toEqual(own);
    const query = { from: '2026-01-01', to: '2026-01-31' };
    const { body: dashboard } = await api.call('GET', '/dashboard/sales', { as: user, query });
    expect(storesOf(dashboard['stores'] as Row[])).toEqual(own);
    const { body: figures } = await api.call('GET', '/figures', { as: user, query: { ...query, by: 'store' } });
    expect(storesOf((figures['scope'] as { stores: Row[] }).stores)).toEqual(own);
  });

  test('and writes only where a role lets them', async () => {
    const write = async (as: string, storeId: string | undefined, name: string) => {
      const body = { storeId, productId: products[1], quantity: '1', reason: 'found' };
      return (await api.call('POST', '/adjustments', { as, headers: { 'idempotency-key': name }, body })).status;
    };
    expect(await write('one', stores[1], 'w1')).toBe(200);
    expect(await write('one', stores[0], 'w2')).toBe(404);
    expect(await write('two', stores[2], 'w3')).toBe(200);
    expect(await write('two', stores[0], 'w4')).toBe(403);
    expect(await write('two', stores[1], 'w5')).toBe(404);
  });
});

test('stock is found by its state', async () => {
  const [low = '', out = '', negative = '', archived = ''] = await addProducts(api.database.sql, [
    'LOW',
    'OUT',
    'NEG',
    'OLD',
  ]);
  await api.database.sql.query("update product set reorder_point = 5 where sku in ('LOW', 'OLD')");
  const row = (product_id: string, quantity: number) => ({
    key: `state ${product_id}`,
    store_id: stores[0] ?? '',
    product_id,
    type: quantity > 0 ? 'receipt' : 'sale',
    quantity,
    occurred_at: at(5),
  });
  await post(api.database.sql, [row(low, 5), row(out, 1), row(negative, -2), row(archived, 5)]);
  await post(api.database.sql, [{ ...row(out, -1), key: 'state out again' }]);
  await api.database.sql.query("update product set status = 'archived' where sku = 'OLD'");
  const skus = async (query: Record<string, string>) =>
    (await pages('/stock', 'all', query)).flat().map((found) => found['sku']);
  expect(await skus({ state: 'low' })).toEqual(['LOW']);
  expect(await skus({ state: 'out' })).toEqual(['OUT']);
  expect(await skus({ state: 'negative' })).toEqual(['NEG']);
  expect(await skus({ search: 'OLD' })).toEqual(['OLD']);
});
