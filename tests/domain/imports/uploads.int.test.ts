import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUpload, getImport, listImports } from '#domain/imports/import.actions.ts';
import type { Caller, Role } from '#domain/users/user.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let north: string;

beforeAll(async () => {
  process.env['UPLOAD_BUCKET'] = 'bucket';
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  north = await openStore(database.sql, 'North');
  await openStore(database.sql, 'South');
});
afterAll(() => database.close());

const someone = (role: Role, storeId: string | null): Caller => ({ userId: role, grants: [{ role, storeId }] });

describe('a place for a file', () => {
  test.each([
    ['a manager of the store, for its sales', () => someone('manager', north), 'sales', 'north', undefined],
    [
      'a manager of the store, for files of any store',
      () => someone('manager', north),
      'sales',
      undefined,
      'import.forbidden',
    ],
    [
      "a manager of the store, for another store's",
      () => someone('manager', north),
      'sales',
      'South',
      'import.forbidden',
    ],
    [
      "a manager of the store, for the chain's catalogue",
      () => someone('manager', north),
      'products',
      'North',
      'import.forbidden',
    ],
    [
      'a manager of the chain, for its catalogue',
      () => someone('manager', null),
      'products',
      undefined,
      'import.forbidden',
    ],
    ['a buyer of one store, for the catalogue', () => someone('buyer', north), 'products', 'North', 'import.forbidden'],
    ['a buyer of the chain, for its catalogue', () => someone('buyer', null), 'products', undefined, undefined],
    [
      'a manager of the chain, for a store that is not',
      () => someone('manager', null),
      'sales',
      'West',
      'store.unknown',
    ],
    ['a viewer', () => someone('viewer', null), 'sales', 'North', 'import.forbidden'],
  ] as const)('for %s', async (_, caller, kind, storeCode, code) => {
    const place = createUpload(platform, caller(), { kind, fileName: 'a b.csv', ...(storeCode && { storeCode }) });
    if (code !== undefined) await expect(place).rejects.toMatchObject({ code });
    else expect((await place).fields['key']).toMatch(new RegExp(`^uploads/${kind}/(North/)?[0-9a-f-]{36}/a b.csv$`));
  });

  test.each([
    ['a manager, a products file', 'manager', 'products', undefined, /^You may not change products/],
    ['a manager of one store, a file of all stores', 'manager', 'sales', undefined, /choose the store/],
    ['a manager, for a store not theirs', 'manager', 'sales', 'South', /^You may not import files for this store/],
    ['a manager, for a store that is not', 'manager', 'sales', 'West', /^You may not import files for this store/],
    ['a viewer', 'viewer', 'sales', 'North', /^You may not import files;/],
  ] as const)('refused to %s, says why', async (_, role, kind, storeCode, message) => {
    const upload = { kind, fileName: 'a.csv', ...(storeCode && { storeCode }) };
    await expect(createUpload(platform, someone(role, north), upload)).rejects.toThrow(message);
  });

  test('is filled by the file that comes to it, and seen by those who may', async () => {
    const { importId, fields } = await createUpload(platform, someone('manager', north), {
      kind: 'sales',
      fileName: 'day.csv',
      storeCode: 'north',
    });
    expect(await getImport(platform, someone('viewer', north), { importId })).toMatchObject({ status: 'awaiting' });
    await drop(
      platform,
      database.sql,
      fields['key'] ?? '',
      'sale_id,sku,quantity,sold_at\nS1,NONE,1,2026-06-01T09:00:00\n',
    );
    const detail = await getImport(platform, someone('viewer', north), { importId });
    expect(detail).toMatchObject({
      status: 'done_with_errors',
      storeCode: 'North',
      uploadedBy: 'manager',
      rejected: 1,
    });
    expect(detail.rejects).toEqual([
      {
        line: 2,
        column: 'sku',
        reason: 'unknown SKU "NONE": import it as a product first',
        raw: 'S1,NONE,1,2026-06-01T09:00:00',
      },
    ]);
    expect(detail.rejectsUrl).toContain('rejects/');
    await expect(getImport(platform, someone('viewer', '999'), { importId })).rejects.toMatchObject({
      code: 'import.unknown',
    });
    expect((await listImports(platform, someone('viewer', '999'), { limit: 50 })).items).toEqual([]);
  });

  test('takes a second file, posted to it while the form is valid, as an import of its own', async () => {
    const { importId, fields } = await createUpload(platform, someone('manager', north), {
      kind: 'stock',
      fileName: 'twice.csv',
      storeCode: 'North',
    });
    const key = fields['key'] ?? '';
    const header = 'sku,quantity,counted_at';
    await drop(platform, database.sql, key, `${header}\nNONE,1,2026-06-01T09:00:00\n`);
    const second = await drop(
      platform,
      database.sql,
      key,
      `${header}\nNONE,1,2026-06-01T09:00:00\nNONE,2,2026-06-01T10:00:00\n`,
    );
    expect(second).toMatchObject({ status: 'done_with_errors', rows_read: 2 });
    expect(second.id).not.toBe(importId);
    expect(await getImport(platform, someone('viewer', north), { importId })).toMatchObject({ rowsRead: 1 });
  });

  test('lists in pages without gap or repeat', async () => {
    for (let n = 0; n < 7; n += 1) await drop(platform, database.sql, `uploads/products/${n}.csv`, 'sku,name\n');
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listImports(platform, someone('manager', null), { limit: 3, cursor });
      seen.push(...page.items.map((item) => item.id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(10);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b.localeCompare(a)));
  });
});
