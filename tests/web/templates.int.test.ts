import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportKind } from '#domain/imports/import.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop, rejectsOf } from '#tests/setup/imports.ts';
import { openStore } from '#tests/setup/ledger.ts';
import { templateOf } from '#web/features/imports/template.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };

beforeAll(async () => {
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  await openStore(database.sql, 'North, upper');
});
afterAll(() => database.close());

const ofNewChain = { products: [], supplierCode: undefined };

test.each([
  ['that names the store', 'North, upper', ''],
  ['without a store column', null, 'North, upper/'],
])('a new chain can import every template %s as it is, products first', async (_, storeCode, folder) => {
  const now = new Date(Date.now() - (storeCode === null ? 60_000 : 120_000));
  for (const kind of ['products', 'deliveries', 'stock', 'sales'] as const satisfies ImportKind[]) {
    const text = templateOf(kind, { ...ofNewChain, storeCode, now });
    const done = await drop(platform, database.sql, `uploads/${kind}/${folder}${kind}-${folder.length}.csv`, text);
    expect([kind, done.error, await rejectsOf(database.sql, done.id)]).toEqual([kind, null, []]);
    expect(done).toMatchObject({ status: 'done', rows_read: 2, ignored_columns: [] });
  }
});

test('a chain with products finds its own in the template', () => {
  const products = [{ sku: 'MUG-1', price: '2.5', cost: null }];
  const text = templateOf('deliveries', { products, supplierCode: 'ACME', storeCode: 'LEEDS', now: new Date(0) });
  expect(text).toBe(
    'store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at\n' +
      'LEEDS,ACME,DN-7001010000,1,MUG-1,24,6.20,1970-01-01T00:00:00Z\n',
  );
});
