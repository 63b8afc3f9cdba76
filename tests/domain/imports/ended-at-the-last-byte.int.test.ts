import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImport } from '#domain/imports/run-import.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { arrive, lookUp, unhurried } from '#tests/setup/imports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('an import whose worker ended behind the last chunk is ended by the next worker', async () => {
  const files = memoryFiles();
  const { read } = files;
  // As S3 does: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  files.read = (file, from) => {
    const size = files.objects.get(file.key)?.length ?? 0;
    return from < size ? read(file, from) : Promise.reject(new Error('The requested range is not satisfiable'));
  };
  const platform = { ...testPlatform(database.db, { files }), files };
  const key = 'uploads/products/two.csv';
  const id = (await arrive(platform, key, 'sku,name\nA,Apple\nB,Bread\n')) ?? '';
  // The rows go in, and then the worker is gone: it never gets to tell of the end.
  await database.sql.query(`create function gone() returns trigger language plpgsql as
    $$ begin raise exception 'the worker is gone'; end $$`);
  await database.sql.query(`create trigger gone before update on import for each row
    when (new.status = 'done') execute function gone()`);
  await expect(runImport(platform, id, unhurried)).rejects.toThrow('the worker is gone');
  await database.sql.query('drop trigger gone on import');
  const left = await lookUp(database.sql, key);
  expect(left).toMatchObject({ status: 'running', byte_offset: left.size, applied: 2 });

  expect(await runImport(platform, id, unhurried)).toBe('ended');
  expect(await lookUp(database.sql, key)).toMatchObject({ status: 'done', applied: 2, rows_read: 2 });
});
