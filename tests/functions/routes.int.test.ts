import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyOf } from '#domain/platform/key.ts';
import { addProducts, mismatches, openStore, post } from '#tests/setup/ledger.ts';
import { type TestApi, testApi } from './api.ts';

let api: TestApi;
let london: string;
let paris: string;
let mug: string;
let lamp: string;
const hours = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString();
const soldAt = hours(2);

beforeAll(async () => {
  api = await testApi();
  const { sql } = api.database;
  london = await openStore(sql, 'LON', { name: 'London' });
  paris = await openStore(sql, 'PAR', { name: 'Paris', currency: 'EUR', time_zone: 'Europe/Paris' });
  [mug = '', lamp = ''] = await addProducts(sql, ['MUG-1', 'LAMP-1']);
  await sql.query('update product set reorder_point = 5 where id = $1', [mug]);
  await sql.query("insert into product_barcode values ('5012345678900', $1)", [mug]);
  await sql.query("insert into supplier (code, name) values ('ACME', 'Acme Ltd')");
  await sql.query(
    "insert into supplier_item (supplier_id, product_id, supplier_sku, pack_size) values (1, $1, 'A-1', 6)",
    [mug],
  );
  await api.grant('admin', 'admin');
  await api.grant('parisian', 'clerk', paris);
  await api.grant('looker', 'viewer');
  const receipt = { type: 'receipt', quantity: 10, unit_cost: 1.25, occurred_at: hours(50) };
  await post(sql, [
    { ...receipt, key: 'r1', store_id: london, product_id: mug },
    { ...receipt, key: 'r2', store_id: paris, product_id: mug },
    { ...receipt, key: 'r3', store_id: london, product_id: lamp },
  ]);
});
afterAll(() => api.close());

/** One that has happened. */
const sale = (storeId: string, lines: object[]) => ({ storeId, soldAt, lines });
const key = (text: string) => ({ 'idempotency-key': text });

test('GET /me tells who is asking and what they may do', async () => {
  expect(await api.call('GET', '/me', { as: 'parisian' })).toMatchObject({
    status: 200,
    body: { userId: 'parisian', grants: [{ role: 'clerk', storeId: paris }] },
  });
  expect((await api.call('GET', '/me', { as: 'nobody' })).body).toEqual({
    userId: 'nobody',
    grants: [],
    name: null,
    email: null,
    isDisabled: false,
  });
});

test('GET /stores lists the stores by code', async () => {
  const { body } = await api.call('GET', '/stores', { as: 'admin' });
  expect(body['items']).toMatchObject([
    { id: london, code: 'LON', currency: 'GBP', dayCutoff: '00:00' },
    { id: paris, code: 'PAR', currency: 'EUR', timeZone: 'Europe/Paris' },
  ]);
});

test('GET /products finds by part of a SKU, part of a name and whole barcode', async () => {
  const skus = async (search: string) => {
    const { body } = await api.call('GET', '/products', { as: 'admin', query: { search } });
    return (body['items'] as { sku: string }[]).map(({ sku }) => sku);
  };
  expect(await skus('mug')).toEqual(['MUG-1']);
  expect(await skus('product LAMP')).toEqual(['LAMP-1']);
  expect(await skus('5012345678900')).toEqual(['MUG-1']);
  expect(await skus('501234567890')).toEqual([]);
  expect(await skus('%')).toEqual([]);
  expect(await skus('_ug')).toEqual([]);
});

test('GET /products/{productId} tells barcodes, suppliers and the level in each store', async () => {
  const { status, body } = await api.call('GET', `/products/${mug}`, { as: 'admin' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    sku: 'MUG-1',
    reorderPoint: '5',
    barcodes: ['5012345678900'],
    suppliers: [{ supplierCode: 'ACME', supplierSku: 'A-1', packSize: '6' }],
    levels: [
      { storeCode: 'LON', currency: 'GBP', onHand: '10', isLow: false, unitCost: '1.25' },
      { storeCode: 'PAR', currency: 'EUR', onHand: '10' },
    ],
  });
});

test('GET /stock tells on hand, value and whether it is low', async () => {
  const { body } = await api.call('GET', '/stock', { as: 'admin', query: { product: mug, store: london } });
  expect(body).toMatchObject({
    items: [{ storeCode: 'LON', sku: 'MUG-1', onHand: '10', valueMinor: 1250, isLow: false, currency: 'GBP' }],
    nextCursor: null,
  });
});

describe('a sale', () => {
  test('is recorded once, however often it is sent', async () => {
    const asked = {
      as: 'admin',
      headers: key('sale-1'),
      body: sale(london, [
        { sku: 'mug-1', quantity: '2', unitPrice: '3.50', discountMinor: 50, taxMinor: 100 },
        { sku: 'LAMP-1', quantity: '1' },
      ]),
    };
    const first = await api.call('POST', '/sales', asked);
    expect(first).toMatchObject({ status: 200, body: { currency: 'GBP', totalMinor: 650 + 250, repeated: false } });
    const again = await api.call('POST', '/sales', asked);
    expect(again.body).toEqual({ ...first.body, repeated: true });
    const { rows } = await api.database.sql.query(
      'select net_minor, tax_minor, discount_minor from sale_line order by id',
    );
    expect(rows).toEqual([
      { net_minor: '550', tax_minor: '100', discount_minor: '50' },
      { net_minor: '250', tax_minor: '0', discount_minor: '0' },
    ]);
    expect(await mismatches(api.database.sql)).toEqual([]);
  });

  test('with the same key and anything else in it is a conflict, and posts nothing', async () => {
    const body = sale(london, [{ sku: 'MUG-1', quantity: '1' }]);
    const asked = { as: 'admin', headers: key('sale-2'), body };
    expect((await api.call('POST', '/sales', asked)).status).toBe(200);
    const others = [
      sale(london, [{ sku: 'MUG-1', quantity: '2' }]),
      sale(london, [...body.lines, { sku: 'LAMP-1', quantity: '1' }]),
      { ...body, soldAt: hours(1) },
    ];
    const before = await movements();
    for (const other of others) {
      const answer = await api.call('POST', '/sales', { ...asked, body: other });
      expect(answer).toMatchObject({ status: 409, body: { code: 'sale.conflict' } });
    }
    expect(await movements()).toBe(before);
    // Another store's keys are its own.
    const elsewhere = await api.call('POST', '/sales', { ...asked, body: sale(paris, body.lines) });
    expect(elsewhere).toMatchObject({ status: 200, body: { repeated: false } });
  });

  test('sent twenty times at once is posted once', async () => {
    const asked = { as: 'admin', headers: key('sale-3'), body: sale(london, [{ sku: 'MUG-1', quantity: '1' }]) };
    const before = await movements();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.call('POST', '/sales', asked)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['saleId'])).size).toBe(1);
    expect(answers.filter(({ body }) => body['repeated'] === false)).toHaveLength(1);
    expect(await movements()).toBe(before + 1);
    // The control: with keys of their own the same twenty are twenty sales.
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, n) => api.call('POST', '/sales', { ...asked, headers: key(`sale-3-${n}`) })),
    );
    expect(new Set(others.map(({ body }) => body['saleId'])).size).toBe(20);
    expect(await movements()).toBe(before + 21);
    expect(await mismatches(api.database.sql)).toEqual([]);
  });

  test('with an unknown SKU is refused whole', async () => {
    const before = await movements();
    const answer = await api.call('POST', '/sales', {
      as: 'admin',
      headers: key('sale-4'),
      body: sale(london, [
        { sku: 'MUG-1', quantity: '1' },
        { sku: 'NOPE', quantity: '1' },
      ]),
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'sale.invalid' } });
    expect(answer.body['detail']).toContain('"NOPE"');
    expect(await movements()).toBe(before);
  });

  test('that happens now is refused where there is not enough, naming the SKU, and leaves nothing', async () => {
    const before = await movements();
    const lines = [
      { sku: 'MUG-1', quantity: '1' },
      { sku: 'LAMP-1', quantity: '1', unitPrice: '10' },
    ];
    const asked = { as: 'parisian', headers: key('sale-now'), body: { storeId: paris, lines } };
    const answer = await api.call('POST', '/sales', asked);
    expect(answer).toMatchObject({ status: 409, body: { code: 'stock.insufficient' } });
    expect(answer.body['detail']).toBe('there is not enough of LAMP-1: 1 wanted, 0 available');
    expect(await movements()).toBe(before);
  });

  test('that has happened may take stock below zero, and a return brings it back', async () => {
    const asked = (name: string, quantity: string) => ({
      as: 'parisian',
      headers: key(name),
      body: sale(paris, [{ sku: 'LAMP-1', quantity, unitPrice: '10' }]),
    });
    expect(await api.call('POST', '/sales', asked('sale-5', '3'))).toMatchObject({
      body: { totalMinor: 3000, currency: 'EUR' },
    });
    const level = { as: 'parisian', query: { state: 'negative' } };
    expect((await api.call('GET', '/stock', level)).body['items']).toMatchObject([{ onHand: '-3', valueMinor: -300 }]);
    expect(await api.call('POST', '/sales', asked('sale-6', '-3'))).toMatchObject({ body: { totalMinor: -3000 } });
    expect((await api.call('GET', '/stock', level)).body['items']).toEqual([]);
  });
});

describe('an adjustment', () => {
  test('changes stock once, and keeps who did it and why', async () => {
    const body = { storeId: london, productId: lamp, quantity: '-1.5', reason: 'damaged', note: 'Fell off the shelf' };
    const asked = { as: 'admin', headers: key('adjustment-1'), body };
    const first = await api.call('POST', '/adjustments', asked);
    expect(first).toMatchObject({ status: 200, body: { onHand: '7.5', repeated: false } });
    expect((await api.call('POST', '/adjustments', asked)).body).toEqual({ onHand: '7.5', repeated: true });
    const { body: page } = await api.call('GET', `/products/${lamp}/movements`, {
      as: 'admin',
      query: { limit: '1', store: london },
    });
    expect(page['items']).toMatchObject([
      { type: 'adjustment', quantity: '-1.5', reason: 'damaged', note: 'Fell off the shelf', actor: 'admin' },
    ]);
    const { body: others } = await api.call('GET', `/products/${mug}/movements`, {
      as: 'admin',
      query: { limit: '1' },
    });
    expect(others['items']).toMatchObject([{ note: null }]);
  });

  test('of somebody else who sends the same key is another', async () => {
    await api.grant('carl', 'clerk');
    const asked = {
      headers: key('adjustment-shared'),
      body: { storeId: london, productId: lamp, quantity: '2', reason: 'found' },
    };
    const of = async (as: string) => (await api.call('POST', '/adjustments', { as, ...asked })).body;
    const first = await of('admin');
    expect(first).toMatchObject({ repeated: false });
    expect(await of('carl')).toEqual({ onHand: String(Number(first['onHand']) + 2), repeated: false });
    expect(await of('carl')).toMatchObject({ repeated: true });
    expect(await of('admin')).toMatchObject({ repeated: true });
  });

  test('that came to the release before is not made again', async () => {
    const body = { storeId: london, productId: lamp, quantity: '3', reason: 'found' };
    const asked = { as: 'admin', headers: key('adjustment-before'), body };
    const first = await api.call('POST', '/adjustments', asked);
    // The key as it was then: the same for everybody.
    await api.database.sql.query('update posted_key set key = $1 where key = $2', [
      keyOf('adjustment', 'api', 'adjustment-before'),
      keyOf('adjustment', 'admin', 'adjustment-before'),
    ]);
    expect(await api.call('POST', '/adjustments', asked)).toMatchObject({
      body: { onHand: first.body['onHand'], repeated: true },
    });
  });

  test('with the same key and other contents is a conflict', async () => {
    const body = { storeId: london, productId: lamp, quantity: '-2', reason: 'damaged' };
    const answer = await api.call('POST', '/adjustments', { as: 'admin', headers: key('adjustment-1'), body });
    expect(answer).toMatchObject({ status: 409, body: { code: 'adjustment.conflict' } });
  });

  test('that would go below zero is refused', async () => {
    const body = { storeId: paris, productId: mug, quantity: '-1000', reason: 'lost' };
    const answer = await api.call('POST', '/adjustments', { as: 'admin', headers: key('adjustment-2'), body });
    expect(answer).toMatchObject({ status: 409, body: { code: 'stock.insufficient' } });
  });

  test('in the wrong direction for its reason is refused', async () => {
    const body = { storeId: london, productId: mug, quantity: '1', reason: 'theft' };
    const answer = await api.call('POST', '/adjustments', { as: 'admin', headers: key('adjustment-3'), body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'quantity' }] } });
  });

  test.each([
    ['product', 'product.unknown', () => ({ storeId: london, productId: '999999' })],
    ['store', 'store.unknown', () => ({ storeId: '999999', productId: mug })],
    ['store and product', 'store.unknown', () => ({ storeId: '999999', productId: '999999' })],
  ])('of an unknown %s is answered like every other request for it', async (name, code, ids) => {
    const body = { ...ids(), quantity: '1', reason: 'found' };
    const asked = { as: 'admin', headers: key(`unknown ${name}`.replaceAll(' ', '-')), body };
    expect(await api.call('POST', '/adjustments', asked)).toMatchObject({ status: 404, body: { code } });
  });

  test('of a product without stock is refused', async () => {
    const [post] = await addProducts(api.database.sql, ['POST']);
    await api.database.sql.query('update product set is_stocked = false where id = $1', [post]);
    const body = { storeId: london, productId: post, quantity: '1', reason: 'found' };
    const answer = await api.call('POST', '/adjustments', { as: 'admin', headers: key('adjustment-4'), body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'product.not_stocked' } });
  });
});

test('what is written is announced', async () => {
  let relayed = 0;
  const relayEvents = api.platform.relayEvents;
  api.platform.relayEvents = () => Promise.resolve(void (relayed += 1));
  await api.call('POST', '/sales', {
    as: 'admin',
    headers: key('sale-7'),
    body: sale(london, [{ sku: 'MUG-1', quantity: '1' }]),
  });
  await api.call('GET', '/stock', { as: 'admin' });
  api.platform.relayEvents = relayEvents;
  expect(relayed).toBe(1);
});

async function movements(): Promise<number> {
  const { rows } = await api.database.sql.query<{ count: string }>('select count(*) from stock_movement');
  return Number(rows[0]?.count);
}
