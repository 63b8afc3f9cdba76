import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, type TestApi, testApi } from '#tests/functions/api.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let api: TestApi;
let store: string;
let other: string;
let products: string[];

beforeAll(async () => {
  api = await testApi();
  const { sql } = api.database;
  store = await openStore(sql, 'Harbour');
  other = await openStore(sql, 'Mill');
  products = await addProducts(sql, ['CUP', 'MUG']);
  await sql.query("update product set category = 'Kitchen'");
  await post(
    sql,
    [store, other].flatMap((storeId) =>
      products.map((productId) => ({
        key: `${storeId} ${productId}`,
        store_id: storeId,
        product_id: productId,
        type: 'receipt',
        quantity: 10,
        occurred_at: '2026-01-05T10:00:00Z',
      })),
    ),
  );
  await api.grant('ada', 'admin');
});
afterAll(() => api.close());

const call = (method: string, path: string, asked: Asked = {}) => api.call(method, path, { ...asked, as: 'ada' });
const set = (body: object) => call('POST', '/policies', { body });
async function effective(storeId: string, productId: string) {
  const { body } = await call('GET', '/policies/effective', { query: { store: storeId, product: productId } });
  return (body['items'] as Record<string, unknown>[])[0];
}

describe('a policy', () => {
  test('of a more special level goes before those above it, field by field, and says where it is set', async () => {
    const [cup = '', mug = ''] = products;
    expect(await effective(store, cup)).toMatchObject({
      method: 'learned',
      serviceLevel: 0.95,
      setAt: {},
      level: null,
    });
    expect(await set({ version: 0, serviceLevel: 0.9, reviewDays: 3 })).toMatchObject({ body: { level: 'chain' } });
    await set({ category: 'Kitchen', version: 0, serviceLevel: 0.91 });
    await set({ storeId: store, version: 0, serviceLevel: 0.92, autoMode: 'draft' });
    await set({ storeId: store, category: 'Kitchen', version: 0, serviceLevel: 0.93 });
    await set({ productId: cup, version: 0, serviceLevel: 0.94 });
    await set({ productId: cup, storeId: store, version: 0, serviceLevel: 0.96, method: 'fixed', reorderPoint: '4' });
    expect(await effective(store, cup)).toMatchObject({
      serviceLevel: 0.96,
      reviewDays: 3,
      autoMode: 'draft',
      reorderPoint: '4',
      setAt: {
        serviceLevel: 'store_product',
        reviewDays: 'chain',
        autoMode: 'store',
        method: 'store_product',
        reorderPoint: 'store_product',
      },
    });
    const levels = await Promise.all([effective(other, cup), effective(store, mug), effective(other, mug)]);
    expect(levels.map((one) => one?.['serviceLevel'])).toEqual([0.94, 0.93, 0.91]);
  });

  test('is set whole, on the version that was read; the same again changes nothing', async () => {
    const place = { storeId: other, version: 0 };
    const first = await set({ ...place, shelfMax: '20', snoozedUntil: '2026-03-01' });
    expect(first).toMatchObject({ status: 200, body: { version: 1, level: 'store', shelfMax: '20' } });
    expect(await set({ ...place, shelfMax: '20', snoozedUntil: '2026-03-01' })).toMatchObject({ body: { version: 1 } });
    expect(await set({ ...place, shelfMax: '30' })).toMatchObject({ status: 409, body: { code: 'policy.stale' } });
    const second = await set({ storeId: other, version: 1, shelfMax: '30' });
    expect(second).toMatchObject({ body: { version: 2, shelfMax: '30', snoozedUntil: null } });
    const { rows } = await api.database.sql.query(
      "select actor, after from audit_entry where subject_kind = 'policy' and action = 'update' and store_id = $1 order by id",
      [other],
    );
    expect(rows).toMatchObject([{ actor: 'ada' }, { actor: 'ada', after: { shelf_max: 30, snoozed_until: null } }]);
  });

  test('names only what there is', async () => {
    for (const [body, code] of [
      [{ productId: '999999' }, 'product.unknown'],
      [{ storeId: '999999' }, 'store.unknown'],
      [{ category: 'Nowhere' }, 'policy.category'],
      [{ supplierId: '999999' }, 'supplier.unknown'],
      [{ storeId: store, warehouseId: store }, 'policy.invalid'],
    ] as const)
      expect((await set({ version: 0, ...body })).body).toMatchObject({ code });
    expect(await set({ version: 0, productId: '1', category: 'Kitchen' })).toMatchObject({ status: 400 });
  });
});

describe('low stock', () => {
  test('is one and the same in the list and on the dashboard: by the plan, and by the catalogue where there is none', async () => {
    const { sql } = api.database;
    const [cup = '', mug = ''] = products;
    await sql.query('update product set reorder_point = 50 where id = $1', [cup]);
    const lowOf = async () => {
      const { body } = await call('GET', '/stock', { query: { store, state: 'low' } });
      const dashboard = await call('GET', '/dashboard/stock', { query: { store } });
      const items = body['items'] as { sku: string; reorderPoint: string; isLow: boolean }[];
      expect(JSON.stringify(dashboard.body)).toContain(`"low":${items.length}`);
      return items.map(({ sku, reorderPoint, isLow }) => [sku, reorderPoint, isLow]);
    };
    expect(await lowOf()).toEqual([['CUP', '50', true]]);
    await sql.query(
      `insert into reorder_level (store_id, product_id, reorder_point, order_up_to, safety_stock, source, computed_at)
       values ($1, $2, 2, 5, 1, 'learned', now()), ($1, $3, 11, 20, 1, 'learned', now())`,
      [store, cup, mug],
    );
    expect(await lowOf()).toEqual([['MUG', '11', true]]);
  });
});

describe('a budget, the stop and promotions', () => {
  test('are told as they were set, each from the version that was read', async () => {
    const budget = { storeId: store, month: '2030-03', amountMinor: 500_000, version: 0 };
    expect(await call('POST', '/policies/budgets', { body: budget })).toMatchObject({
      body: { amountMinor: 500_000, spentMinor: 0, currency: 'GBP', version: 1 },
    });
    expect((await call('POST', '/policies/budgets', { body: { ...budget, amountMinor: 1 } })).body).toMatchObject({
      code: 'budget.stale',
    });
    const stop = (await call('GET', '/policies/stop')).body;
    const body = { isStopped: true, reason: 'Stocktaking', version: stop['version'] };
    expect(await call('POST', '/policies/stop', { body })).toMatchObject({
      body: { isStopped: true, changedBy: 'ada' },
    });
    expect((await call('POST', '/policies/stop', { body: { ...body, reason: 'Other' } })).status).toBe(409);

    const headers = { 'idempotency-key': 'spring' };
    const days = { category: 'Kitchen', name: 'Spring', fromDay: '2026-03-01', toDay: '2026-03-07', uplift: 2.5 };
    const made = await call('POST', '/policies/promotions', { headers, body: days });
    expect(made).toMatchObject({ status: 200, body: { uplift: 2.5, category: 'Kitchen', storeId: null } });
    expect((await call('POST', '/policies/promotions', { headers, body: days })).body).toEqual(made.body);
    expect((await call('POST', '/policies/promotions', { headers, body: { ...days, uplift: 3 } })).status).toBe(409);
    expect((await call('GET', '/policies/promotions')).body['items']).toEqual([made.body]);
    const path = `/policies/promotions/${String(made.body['id'])}/remove`;
    expect((await call('POST', path, { body: {} })).body).toEqual({ removed: true });
    expect((await call('POST', path, { body: {} })).status).toBe(404);
  });
});
