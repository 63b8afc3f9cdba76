import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles, type MemoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { BridgeKind } from '#domain/analytics/bridge.ts';
import { getBridge } from '#domain/analytics/bridge.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { listStoreMovements } from '#domain/stock/movement.actions.ts';
import { ListStoreMovements, type StoreMovement } from '#domain/stock/movement.ts';
import type { Caller } from '#domain/users/user.ts';

let database: TestDatabase;
let platform: Platform & { files: MemoryFiles };
let leeds: string;
let york: string;
let mug: string;
let cup: string;
const admin: Caller = { userId: 'admin', grants: [{ role: 'admin', storeId: null }] };
const inYork = () => ({ userId: 'york', grants: [{ role: 'viewer' as const, storeId: york }] });
const list = (asked: Partial<Parameters<typeof listStoreMovements>[2]> = {}, caller = admin) =>
  listStoreMovements(platform, caller, { limit: 200, ...asked });

beforeAll(async () => {
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  leeds = await openStore(database.sql, 'LEEDS');
  york = await openStore(database.sql, 'YORK');
  await openStore(database.sql, 'TOKYO', { currency: 'JPY', time_zone: 'Asia/Tokyo' });
  [mug = '', cup = ''] = await addProducts(database.sql, ['MUG', 'CUP']);
  await database.sql.query("insert into supplier (code, name) values ('CLAY', 'Clay & Sons')");
  const delivery = [
    'store,supplier,delivery_note,sku,quantity,unit_cost,received_at',
    'LEEDS,CLAY,D-17,MUG,50,1.2,2026-03-01 08:00',
  ];
  await drop(platform, database.sql, 'uploads/deliveries/spring.csv', delivery.join('\n'));
  const entry = { store_id: york, product_id: cup };
  await post(database.sql, [
    { ...entry, key: 'in', type: 'receipt', quantity: 40, unit_cost: 2, occurred_at: '2026-03-01T09:00:00Z' },
    {
      ...entry,
      key: 'broken',
      type: 'adjustment',
      quantity: -3,
      reason: 'damaged',
      occurred_at: '2026-03-02T09:00:00Z',
    },
    { ...entry, key: 'count', type: 'count', counted: 30, occurred_at: '2026-03-03T09:00:00Z' },
    { ...entry, key: 'back', type: 'return', quantity: 1, occurred_at: '2026-03-04T08:00:00Z' },
  ]);
  await post(database.sql, [
    { ...entry, key: 'late', type: 'sale', quantity: -1, occurred_at: '2026-03-03T08:00:00Z' },
  ]);
  for (let nth = 0; nth < 25; nth += 1) {
    const lines = [{ sku: 'MUG', quantity: '1', unitPrice: '5' }];
    await recordSale(platform, admin, { storeId: leeds, soldAt: '2026-03-05T10:00:00Z', lines }, `sale-${nth}`);
  }
});
afterAll(() => database.close());

describe('the list of movements', () => {
  test('names the store, the product and the paper that each came with', async () => {
    const { items } = await list();
    expect(items).toHaveLength(32);
    expect(items.at(0)).toMatchObject({
      type: 'sale',
      kind: 'sales',
      storeName: 'LEEDS',
      sku: 'MUG',
      saleId: 'sale-24',
    });
    expect(items.find(({ deliveryNote }) => deliveryNote === 'D-17')).toMatchObject({
      kind: 'receipts',
      productName: 'Product MUG',
      supplierName: 'Clay & Sons',
      importFile: 'spring.csv',
      quantity: '50',
      valueMinor: 6_000,
      currency: 'GBP',
      saleId: null,
    });
    expect(items.find(({ type }) => type === 'adjustment')).toMatchObject({ reason: 'damaged', actorName: null });
  });

  test.each(BridgeKind.options)('shows the movements behind the bar of %s, and no other', async (kind) => {
    const span = { from: '2026-03-01T08:30:00Z', to: '2026-03-05T09:00:00Z', currency: 'GBP' };
    const { bars } = await getBridge(platform, admin, span);
    const { items } = await list({ kind, ...span });
    expect(items.every((item) => item.kind === kind)).toBe(true);
    const bar = bars.find((one) => one.kind === kind);
    expect(items.reduce((sum, item) => sum + Number(item.quantity), 0)).toBe(Number(bar?.units));
    expect(items.reduce((sum, item) => sum + item.valueMinor, 0)).toBe(bar?.valueMinor);
    expect(items.length > 0).toBe(!['transfers', 'costs'].includes(kind));
  });

  test.each([undefined, ...BridgeKind.options])(
    'adds up all of %s that match, whatever the page shows',
    async (kind) => {
      const span = { from: '2026-03-01T08:30:00Z', to: '2026-03-05T11:00:00Z' };
      const asked = kind === undefined ? span : { ...span, kind };
      for (const narrowed of [{}, { store: york }, { search: 'cup' }, { currency: 'GBP', product: mug }]) {
        const { items } = await list({ ...asked, ...narrowed });
        const { totals } = await list({ ...asked, ...narrowed, limit: 1, totals: 'yes' });
        const pounds = totals?.find(({ currency }) => currency === 'GBP');
        expect(Number(pounds?.units)).toBe(items.reduce((sum, item) => sum + Number(item.quantity), 0));
        expect(pounds?.valueMinor).toBe(items.reduce((sum, item) => sum + item.valueMinor, 0));
      }
    },
  );

  test('keeps the totals of currencies apart, and gives none unasked', async () => {
    const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-06T00:00:00Z' };
    const { totals, items } = await list({ ...span, totals: 'yes' });
    expect(totals).toEqual([
      { currency: 'GBP', units: '56', valueMinor: items.reduce((sum, item) => sum + item.valueMinor, 0) },
      { currency: 'JPY', units: '0', valueMinor: 0 },
    ]);
    expect((await list(span)).totals).toBeUndefined();
    expect(ListStoreMovements.safeParse({ totals: 'yes' }).success).toBe(false);
  });

  test('comes in pages that neither repeat nor lose a row, of one instant too', async () => {
    const whole = (await list()).items;
    const paged: StoreMovement[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list({ limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
    const times = whole.map(({ occurredAt, id }) => [occurredAt, Number(id)] as const);
    expect(times).toEqual(times.toSorted((a, b) => b[0].localeCompare(a[0]) || b[1] - a[1]));
  });

  test('is narrowed by store, currency, product and search', async () => {
    expect((await list({ store: york })).items).toHaveLength(6);
    expect((await list({ currency: 'JPY' })).items).toEqual([]);
    expect((await list({ product: cup })).items).toHaveLength(6);
    expect((await list({ search: 'mUg' })).items).toHaveLength(26);
    expect((await list({ search: 'mug', product: cup })).items).toEqual([]);
    expect((await list({ search: 'mug', kind: 'receipts' })).items).toHaveLength(1);
    expect((await list({ search: 'nothing of the kind' })).items).toEqual([]);
    await expect(list({ store: '999999' })).rejects.toThrow('no such store');
    await expect(list({ product: '999999' })).rejects.toThrow('no such product');
  });

  test('answers a search that finds most of a large catalogue alike', async () => {
    const before = await list({ search: 'product m' });
    await database.sql.query(
      "insert into product (sku, name) select 'M' || n, 'Product M' || n from generate_series(1, 250) n",
    );
    expect(await list({ search: 'product m' })).toEqual(before);
    expect((await list({ search: 'product m', kind: 'receipts' })).items).toHaveLength(1);
  });

  test('shows somebody their stores alone, and names no import that they may not open', async () => {
    const { items } = await list({}, inYork());
    expect(new Set(items.map(({ storeId }) => storeId))).toEqual(new Set([york]));
    await expect(list({ store: leeds }, inYork())).rejects.toThrow('no such store');
    const seesLeeds = { userId: 'leeds', grants: [{ role: 'viewer' as const, storeId: leeds }] };
    const [receipt] = (await list({ kind: 'receipts' }, seesLeeds)).items;
    expect(receipt).toMatchObject({ importId: null, importFile: 'spring.csv' });
    const [seen] = (await list({ kind: 'receipts', product: mug })).items;
    expect(seen?.importId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('leaves out counts that found what was recorded where only differences are asked for', async () => {
    const bowl = (await addProducts(database.sql, ['BOWL']))[0] ?? '';
    const entry = { store_id: york, product_id: bowl };
    await post(database.sql, [
      { ...entry, key: 'bowls', type: 'receipt', quantity: 5, unit_cost: 2, occurred_at: '2026-03-01T09:00:00Z' },
      { ...entry, key: 'right', type: 'count', counted: 5, occurred_at: '2026-03-02T09:00:00Z' },
      { ...entry, key: 'wrong', type: 'count', counted: 4, occurred_at: '2026-03-03T09:00:00Z' },
    ]);
    const quantities = async (asked: Parameters<typeof list>[0]) =>
      (await list({ product: bowl, ...asked })).items.map(({ quantity }) => quantity);
    expect(await quantities({ kind: 'counts' })).toEqual(['-1', '0']);
    expect(await quantities({ kind: 'counts', different: 'yes' })).toEqual(['-1']);
    expect(await quantities({ different: 'yes' })).toEqual(['-1', '5']);
    const all = await list({ kind: 'counts', different: 'yes' });
    expect(all.items.every(({ quantity }) => quantity !== '0')).toBe(true);
  });
});
