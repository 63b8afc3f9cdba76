import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpload, getImport } from '#domain/imports/import.actions.ts';
import { listMovements } from '#domain/stock/stock.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let north: string;
let productId: string;

const header = 'store,sale_id,sku,quantity,unit_price,sold_at\n';

beforeAll(async () => {
  process.env['UPLOAD_BUCKET'] = 'bucket';
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  north = await openStore(database.sql, 'North');
  await openStore(database.sql, 'South');
  productId = (await addProducts(database.sql, ['MUG']))[0] ?? '';
});
afterAll(() => database.close());

const managerOf = (storeId: string | null, userId = 'manager'): Caller => ({
  userId,
  grants: [{ role: 'manager', storeId }],
});
const movements = async (caller: Caller) => (await listMovements(platform, caller, { productId, limit: 50 })).items;

test("a movement names its file, and its import's id to those alone who may open that import", async () => {
  const { fields } = await createUpload(platform, managerOf(null, 'head'), { kind: 'sales', fileName: 'chain.csv' });
  const rows = 'North,S1,MUG,1,2.50,2026-06-01T09:00:00\nSouth,S2,MUG,1,2.50,2026-06-01T09:00:00\n';
  await drop(platform, database.sql, fields['key'] ?? '', `${header}${rows}`);
  await drop(
    platform,
    database.sql,
    'uploads/sales/North/north.csv',
    `${header}North,S3,MUG,1,2,2026-06-02T09:00:00\n`,
  );

  const seen = await movements(managerOf(north));
  expect(seen.map(({ importFile }) => importFile)).toEqual(['north.csv', 'chain.csv']);
  expect(seen[1]?.importId).toBeNull();
  expect(await getImport(platform, managerOf(north), { importId: seen[0]?.importId ?? '' })).toMatchObject({
    fileName: 'north.csv',
  });

  const all = await movements(managerOf(null));
  expect(all).toHaveLength(3);
  const ids = all.filter(({ importFile }) => importFile === 'chain.csv').map(({ importId }) => importId ?? '');
  expect(new Set(ids).size).toBe(1);
  // Nothing was kept back that could have been opened; whoever sent it may, whatever they see of the stores.
  const one = { importId: ids[0] ?? '' };
  await expect(getImport(platform, managerOf(north), one)).rejects.toMatchObject({ code: 'import.unknown' });
  expect(await movements(managerOf(north, 'head'))).toMatchObject([{ importFile: 'north.csv' }, one]);
});
