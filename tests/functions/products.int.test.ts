import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { openStore, post } from '#tests/setup/ledger.ts';
import { type TestApi, testApi } from './api.ts';

let api: TestApi;
let leeds: string;
let york: string;
const files = memoryFiles();

beforeAll(async () => {
  api = await testApi({ files });
  leeds = await openStore(api.database.sql, 'LEEDS', { name: 'Leeds' });
  york = await openStore(api.database.sql, 'YORK', { name: 'York' });
  await api.grant('buyer', 'buyer');
  await api.grant('clerk', 'clerk', york);
});
afterAll(() => api.close());

type Body = Record<string, unknown> & { id: string; version: number; barcodes: string[] };
const add = async (body: object) => (await api.call('POST', '/products', { as: 'buyer', body })).body as Body;
const put = (id: string, body: object, as = 'buyer') => api.call('PUT', `/products/${id}`, { as, body });
const read = async (id: string) => (await api.call('GET', `/products/${id}`, { as: 'buyer' })).body as Body;
const list = async (query: Record<string, string>, as = 'buyer') =>
  (await api.call('GET', '/products', { as, query })).body as { items: (Body & { sku: string })[]; nextCursor: string };
const skus = async (query: Record<string, string>) => (await list(query)).items.map(({ sku }) => sku);
/** What a page would put after reading the product and changing a field. */
const notSet = ['id', 'levels', 'suppliers', 'prices', 'changedAt', 'changedBy', 'changedByName'];
const edited = (product: Body, change: object) => ({
  ...Object.fromEntries(Object.entries(product).filter(([name]) => !notSet.includes(name))),
  ...change,
});
const moved = (key: string, productId: string, quantity: number, storeId = leeds) =>
  post(api.database.sql, [
    {
      key,
      store_id: storeId,
      product_id: productId,
      type: quantity > 0 ? 'receipt' : 'adjustment',
      quantity,
      occurred_at: '2026-06-01T08:00:00Z',
    },
  ]);
const csv = (lines: string[]) =>
  drop(
    { ...api.platform, files },
    api.database.sql,
    `uploads/products/${files.objects.size}.csv`,
    `${lines.join('\n')}\n`,
  );

test('a product is added with defaults, and added once however often it is asked for', async () => {
  const body = { sku: ' MUG-1 ', name: 'Mug', price: '4.95', barcodes: ['5012', '4001'] };
  const added = await api.call('POST', '/products', { as: 'buyer', body });
  expect(added).toMatchObject({
    status: 200,
    body: {
      sku: 'MUG-1',
      status: 'active',
      isStocked: true,
      price: '4.95',
      cost: null,
      barcodes: ['4001', '5012'],
      version: 1,
      changedBy: 'buyer',
      prices: [{ price: '4.95', cost: null, changedBy: 'buyer' }],
    },
  });
  expect((await add(body)).id).toBe((added.body as Body).id);
  expect(await api.call('POST', '/products', { as: 'buyer', body: { sku: 'mug-1', name: 'Cup' } })).toMatchObject({
    status: 409,
    body: { code: 'product.taken', detail: 'the SKU "MUG-1" is that of Mug' },
  });
});

test('a barcode that belongs to another product is refused, and names it; nothing else of the edit happens', async () => {
  await add({ sku: 'OWNER', name: 'Owner', barcodes: ['777'] });
  const other = await add({ sku: 'OTHER', name: 'Other', barcodes: ['778'] });
  expect(await put(other.id, edited(other, { name: 'Changed', barcodes: ['779', '777'] }))).toMatchObject({
    status: 409,
    body: { code: 'barcode.taken', detail: 'barcode 777 belongs to SKU "OWNER", Owner' },
  });
  expect(await read(other.id)).toEqual(other);
  expect(
    await api.call('POST', '/products', { as: 'buyer', body: { sku: 'THIRD', name: 'x', barcodes: ['777'] } }),
  ).toMatchObject({ status: 409 });
  expect(await skus({ search: 'THIRD' })).toEqual([]);
  // What is given up may be taken.
  const owner = (await list({ search: '777' })).items[0]!;
  await put(owner.id, edited(await read(owner.id), { barcodes: [] }));
  expect((await put(other.id, edited(other, { barcodes: ['777'] }))).body).toMatchObject({ barcodes: ['777'] });
});

test('a SKU may change, though not to one that is in use', async () => {
  const product = await add({ sku: 'OLD-SKU', name: 'Renamed' });
  await moved('sku', product.id, 4);
  expect((await put(product.id, edited(product, { sku: 'mug-1' }))).body).toMatchObject({
    code: 'product.taken',
    status: 409,
  });
  expect((await put(product.id, edited(product, { sku: 'NEW-SKU' }))).body).toMatchObject({ sku: 'NEW-SKU' });
  const { body } = await api.call('GET', '/stock', { as: 'buyer', query: { search: 'NEW-SKU' } });
  expect(body['items']).toMatchObject([{ productId: product.id, onHand: '4' }]);
});

describe('an edit on an old version is refused', () => {
  test('after another edit, and the very same edit again is not', async () => {
    const product = await add({ sku: 'STALE-1', name: 'Stale' });
    expect((await put(product.id, edited(product, { name: 'First' }))).status).toBe(200);
    expect((await put(product.id, edited(product, { name: 'First' }))).body).toMatchObject({ version: 2 });
    expect((await put(product.id, edited(product, { name: 'Second' }))).body).toMatchObject({
      code: 'product.stale',
      status: 409,
    });
  });

  test('after an import, of the product or of a barcode of it; an import that changes nothing makes nothing old', async () => {
    const product = await add({ sku: 'STALE-2', name: 'Stale', price: '1' });
    await csv(['sku,name,price', 'STALE-2,Stale,1']);
    expect((await read(product.id)).version).toBe(1);
    await csv(['sku,name,price', 'STALE-2,Imported,2']);
    const late = await put(product.id, edited(product, { name: 'Mine' }));
    expect(late.body).toMatchObject({
      code: 'product.stale',
      detail: expect.stringMatching(/^An import changed this/),
    });
    const again = await read(product.id);
    expect(again['changedBy']).toMatch(/^import:/);
    await csv(['sku,barcode', 'STALE-2,900900']);
    expect((await put(product.id, edited(again, { name: 'Mine' }))).body).toMatchObject({ code: 'product.stale' });
    expect((await read(product.id)).barcodes).toEqual(['900900']);
  });
});

describe('a product that has stock somewhere', () => {
  test('is not archived, and the answer says where it is; once it is gone, it is archived and restored', async () => {
    const product = await add({ sku: 'LAST-1', name: 'Last' });
    await moved('l1', product.id, 4);
    await moved('l2', product.id, 2, york);
    const refused = await put(product.id, edited(product, { status: 'archived' }));
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'product.has_stock', detail: 'move or write off what is there first: Leeds has 4, York has 2' },
    });
    expect((await put(product.id, edited(product, { isStocked: false }))).body).toMatchObject({
      code: 'product.has_stock',
    });
    await moved('l3', product.id, -4);
    await moved('l4', product.id, -2, york);
    const archived = await put(product.id, edited(product, { status: 'archived' }));
    expect(archived.body).toMatchObject({ status: 'archived' });
    expect((await put(product.id, edited(archived.body as Body, { status: 'active' }))).body).toMatchObject({
      status: 'active',
    });
  });
});

test('every price since the first is kept with who set it, page by page, those of imports too', async () => {
  let product = await add({ sku: 'PRICED', name: 'Priced', price: '1' });
  for (let price = 2; price <= 22; price += 1)
    product = (await put(product.id, edited(product, { price: String(price) }))).body as Body;
  await put(product.id, edited(product, { name: 'Another name' }));
  await csv(['sku,price,cost', 'PRICED,99.5,40']);
  const latest = await read(product.id);
  expect(latest['prices']).toHaveLength(20);
  expect(latest['prices']).toMatchObject([
    { price: '99.5', cost: '40', changedBy: expect.stringMatching(/^import:/) },
    { price: '22', cost: null, changedBy: 'buyer' },
    ...Array.from({ length: 18 }, (_, index) => ({ price: String(21 - index) })),
  ]);
  const prices: string[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const query = { limit: '10', ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await api.call('GET', `/products/${product.id}/prices`, { as: 'clerk', query });
    prices.push(...(body['items'] as { price: string }[]).map(({ price }) => price));
    cursor = (body['nextCursor'] as string | null) ?? undefined;
    more = cursor !== undefined;
  }
  expect(prices).toEqual(['99.5', ...Array.from({ length: 22 }, (_, index) => String(22 - index))]);
});

test('the list finds by status, category, supplier and what needs attention, and shows what no store ever had', async () => {
  await csv([
    'sku,name,category,price,supplier',
    'F-1,Fork,Cutlery,2,ACME',
    'F-2,Knife,Cutlery,,',
    'F-3,Spoon,Spoons,3,ACME',
  ]);
  const draft = await add({ sku: 'F-4', name: 'Draft', category: 'Cutlery', status: 'draft' });
  const [fork] = (await list({ search: 'F-1' })).items;
  await moved('f1', fork!.id, 5);
  await moved('f2', fork!.id, 2, york);
  const [spoon] = (await list({ search: 'F-3' })).items;
  await put(spoon!.id, edited(await read(spoon!.id), { status: 'archived' }));
  const { rows } = await api.database.sql.query<{ id: string }>("select id::text from supplier where code = 'ACME'");

  expect(await skus({ category: 'Cutlery' })).toEqual(['F-1', 'F-2', 'F-4']);
  expect(await skus({ search: 'F-', status: 'current' })).toEqual(['F-1', 'F-2', 'F-4']);
  expect(await skus({ search: 'F-', status: 'archived' })).toEqual(['F-3']);
  expect(await skus({ supplier: rows[0]!.id })).toEqual(['F-1', 'F-3']);
  expect(await skus({ search: 'F-', needsAttention: 'true' })).toEqual(['F-2', 'F-4']);
  expect((await list({ search: 'F-', status: 'active' })).items).toMatchObject([{ onHand: '7' }, { onHand: null }]);
  // Of others' stores the clerk hears nothing.
  expect((await list({ search: 'F-1' }, 'clerk')).items).toMatchObject([{ onHand: '2' }]);
  const { body } = await api.call('GET', '/categories', { as: 'clerk' });
  expect(body['items']).toEqual([
    { category: 'Cutlery', products: 3 },
    { category: 'Spoons', products: 0 },
  ]);
  // A draft is completed by the same edit as everything else.
  const complete = edited(await read(draft.id), { status: 'active', price: '1.5' });
  expect((await put(draft.id, complete)).body).toMatchObject({ status: 'active', price: '1.5' });
  expect(await skus({ search: 'F-', needsAttention: 'true' })).toEqual(['F-2']);
});

test.each([
  ['price', '-1'],
  ['cost', '1,5'],
  ['reorderPoint', '-3'],
  ['barcodes', ['1', '1']],
  ['name', ''],
  ['sku', 'A\tB'],
  ['status', 'archived'],
])('a new product with the %s %j is refused with the field at fault', async (field, value) => {
  const { status, body } = await api.call('POST', '/products', {
    as: 'buyer',
    body: { sku: 'BAD', name: 'Bad', [field]: value },
  });
  expect({ status, errors: (body['errors'] as { path: string }[]).map(({ path }) => path) }).toEqual({
    status: 400,
    errors: [field],
  });
});

test('only who may edit the catalogue of the whole chain does, and a product nobody knows is not there', async () => {
  const product = await add({ sku: 'RIGHTS', name: 'Rights' });
  expect((await put(product.id, edited(product, { name: 'Mine' }), 'clerk')).status).toBe(403);
  await api.grant('local', 'buyer', york);
  expect((await put(product.id, edited(product, { name: 'Mine' }), 'local')).status).toBe(403);
  expect((await put('999999', edited(product, {}))).body).toMatchObject({ code: 'product.unknown', status: 404 });
  expect((await api.call('GET', '/products/999999/prices', { as: 'clerk' })).status).toBe(404);
});
