import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { backUp } from '#domain/backups/backup.actions.ts';
import { Manifest } from '#domain/backups/backup.ts';
import { restore } from '#domain/backups/restore.actions.ts';
import { becomeOwner } from '#domain/backups/restore.sql.ts';
import type { Execute } from '#domain/platform/database.ts';
import { migrate, newestMigration } from '#domain/platform/migrate.ts';
import { inOneTransaction, openSnapshots } from '#domain/platform/snapshots.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { anotherDatabase, backupWorld, contents, fillChain, type MemoryVault, memoryVault } from './backups.ts';

let database: TestDatabase;
let whole: MemoryVault;
let folder: string;
beforeAll(async () => {
  Object.assign(process.env, {
    STAGE: 'test',
    DATABASE_ARN: 'cluster',
    DATABASE_SECRET_ARN: 'app',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  database = await testDatabase();
  await fillChain(database);
  whole = memoryVault();
  ({ folder } = await backUp(backupWorld(whole), undefined, { partBytes: 20_000, pageBytes: 20_000, firstBlocks: 1 }));
});
afterAll(() => database.close());

type Copy = { vault: MemoryVault; manifest: Manifest; part(table: string): { key: string; bytes: Uint8Array } };

/** A copy of the backup with which something may be done. */
async function copy(): Promise<Copy> {
  const vault = memoryVault();
  for (const [key, bytes] of whole.objects) vault.objects.set(key, Uint8Array.from(bytes));
  const manifest = Manifest.parse(JSON.parse(await vault.source(folder).manifest()));
  return {
    vault,
    manifest,
    part(table) {
      const key = `${folder}/${manifest.tables.find(({ name }) => name === table)?.parts.at(-1)?.key}`;
      return { key, bytes: vault.objects.get(key) ?? new Uint8Array() };
    },
  };
}

const write = ({ vault, manifest }: Copy) =>
  vault.objects.set(`${folder}/manifest.json`, Buffer.from(JSON.stringify(manifest)));

/** Another text for a part, with size, hash and rows as a manifest of it would have them. */
function rewrite(one: Copy, table: string, change: (lines: string) => string): void {
  const { key, bytes } = one.part(table);
  const lines = change(gunzipSync(bytes).toString());
  const packed = gzipSync(lines);
  one.vault.objects.set(key, packed);
  const entry = one.manifest.tables.find(({ name }) => name === table);
  const part = entry?.parts.at(-1);
  if (!entry || !part) throw new Error(`no part of ${table}`);
  const rows = lines.split('\n').length - 1;
  entry.rows += rows - part.rows;
  Object.assign(part, { rows, bytes: packed.length, sha256: createHash('sha256').update(packed).digest('hex') });
  write(one);
}

const refusals: [what: string, spoil: (one: Copy) => void, says: RegExp][] = [
  [
    'a flipped byte',
    (one) => {
      const { bytes } = one.part('sale_line');
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    },
    /^DomainError: The part sale_line\/\S+ is damaged: its SHA-256 is [0-9a-f]{64} instead of .* Nothing was changed\.$/,
  ],
  [
    'a missing part',
    (one) => one.vault.objects.delete(one.part('stock_movement').key),
    /^DomainError: The part stock_movement\/\S+ is missing\. Nothing was changed\.$/,
  ],
  [
    'a part that was cut off',
    (one) => {
      const { key, bytes } = one.part('sale');
      one.vault.objects.set(key, bytes.subarray(0, bytes.length - 5));
    },
    /^DomainError: The part sale\/\S+ has \d+ bytes instead of \d+: it was cut off or replaced\. Nothing/,
  ],
  [
    'a gzip that was cut off before it was saved',
    (one) => {
      const { key, bytes } = one.part('sale');
      const cut = bytes.subarray(0, bytes.length - 5);
      one.vault.objects.set(key, cut);
      const part = one.manifest.tables.find(({ name }) => name === 'sale')?.parts.at(-1);
      Object.assign(part ?? {}, { bytes: cut.length, sha256: createHash('sha256').update(cut).digest('hex') });
      write(one);
    },
    /^DomainError: The part sale\/\S+ cannot be unpacked: unexpected end of file\. Nothing/,
  ],
  [
    'another number of rows than the manifest says',
    (one) => {
      const part = one.manifest.tables.find(({ name }) => name === 'sale')?.parts.at(-1);
      Object.assign(part ?? {}, { rows: (part?.rows ?? 0) + 1 });
      const table = one.manifest.tables.find(({ name }) => name === 'sale');
      Object.assign(table ?? {}, { rows: (table?.rows ?? 0) + 1 });
      write(one);
    },
    /^DomainError: The part sale\/\S+ has 7 rows instead of 8\. Nothing/,
  ],
  [
    'a manifest that was cut off',
    (one) => {
      const key = `${folder}/manifest.json`;
      one.vault.objects.set(key, (one.vault.objects.get(key) ?? new Uint8Array()).subarray(0, 500));
    },
    /^DomainError: The manifest cannot be read: it is no JSON, or not all of it is there\. Nothing/,
  ],
  [
    'a manifest that leads out of its folder',
    (one) => {
      Object.assign(one.manifest.tables.find(({ name }) => name === 'sale')?.parts[0] ?? {}, { key: '../other/part' });
      write(one);
    },
    /^DomainError: The manifest cannot be read: [^]*a path below the manifest/,
  ],
  [
    'a schema that is newer than the release',
    (one) => {
      one.manifest.schema.version = 999_999;
      write(one);
    },
    /^DomainError: The backup has schema 999999, and this release knows \d+ at most: restore with the release that made it \(commit tested\)\. Nothing/,
  ],
  [
    'a schema that is older than the target’s',
    (one) => {
      one.manifest.schema.version = 3;
      write(one);
    },
    /^DomainError: The target has schema \d+ and the backup 3: give it a database without tables, or the release that made the backup\. Nothing/,
  ],
  [
    'a schema that other migrations made',
    (one) => {
      one.manifest.schema.fingerprint = 'f'.repeat(32);
      write(one);
    },
    /^DomainError: The target's schema \d+ was made by other migrations than the backup's schema of that number\. Nothing/,
  ],
  [
    'levels that are not what the ledger says',
    (one) =>
      rewrite(one, 'stock_level', (lines) =>
        lines.replace(/^\[1, 1, (-?\d+)/m, (_, onHand: string) => `[1, 1, ${Number(onHand) + 1}`),
      ),
    /^DomainError: What was saved is not what the ledger says: 1 levels of store LDN, such as .*"product_id":1.*Nothing/,
  ],
  [
    'sales that the facts do not know',
    (one) => rewrite(one, 'fact_store_product_day', (lines) => lines.replace(/^.*\n/, '')),
    /^DomainError: What was saved is not what the ledger says: 1 facts of store LDN, such as /,
  ],
  [
    'rows that refer to others that are not there',
    (one) => rewrite(one, 'sale', (lines) => lines.replace(/^(\[\d+), 1,/, '$1, 77,')),
    /violates foreign key constraint "sale_store_id_fkey"/,
  ],
];

describe('a restore refuses, and leaves the target as it was:', () => {
  test.each(refusals)('%s', async (_, spoil, says) => {
    const one = await copy();
    spoil(one);
    const other = await anotherDatabase(database, 'migrated');
    const before = await contents(other.sql);
    const refused = await restore(other.target, one.vault.source(folder)).catch((error: unknown) => error);
    expect(String(refused)).toMatch(says);
    expect(await contents(other.sql)).toEqual(before);
    await other.close();
  });

  test('any of it in a database that had no table: there is none afterwards', async () => {
    const one = await copy();
    rewrite(one, 'stock_level', (lines) => lines.replace(/^\[1, 1, -/m, '[1, 1, -1'));
    const other = await anotherDatabase(database, 'bare');
    await expect(restore(other.target, one.vault.source(folder))).rejects.toThrow('not what the ledger says');
    expect(await contents(other.sql)).toEqual({});
    await other.close();
  });

  test('a target that holds data, or tables of something else', async () => {
    const other = await anotherDatabase(database, 'migrated');
    await other.sql.query(
      "insert into supplier (code, name) values ('A', 'A'); insert into person (user_id) values ('u')",
    );
    const before = await contents(other.sql);
    await expect(restore(other.target, whole.source(folder))).rejects.toThrow(
      'The target is not empty: there are rows in audit_entry, person, supplier. Nothing was changed.',
    );
    expect(await contents(other.sql)).toEqual(before);
    await other.close();
    const foreign = await anotherDatabase(database, 'bare');
    await foreign.sql.query('create table theirs (id integer)');
    await expect(restore(foreign.target, whole.source(folder))).rejects.toThrow('holds tables of something else');
    await foreign.close();
  });

  test('a database under its own name, which it would never overwrite', async () => {
    const target = await anotherDatabase(database, 'migrated');
    await restore(target.target, whole.source(folder));
    const before = await contents(target.sql);
    await expect(restore(target.target, whole.source(folder))).rejects.toThrow('The target is not empty');
    expect(await contents(target.sql)).toEqual(before);
    await target.close();
  });
});

test('the same copy restores when nobody spoils it', async () => {
  const one = await copy();
  write(one);
  const lines: string[] = [];
  const other = await anotherDatabase(database, 'migrated');
  await restore(other.target, one.vault.source(folder), { report: (line) => lines.push(line) });
  expect(await contents(other.sql)).toEqual(await contents(database.sql));
  expect(lines).toContainEqual(expect.stringMatching(/^Loaded \d+ of \d+ tables: sale_line, 301 rows$/));
  expect(lines).toContain('Levels and facts of 1 stores are what the ledger says');
  await other.close();
});

test('a backup of an older schema is restored in that, and then brought up to the newest', async () => {
  const migrations = 'domain/migrations';
  const newest = await newestMigration(migrations);
  const old = await anotherDatabase(database, 'bare');
  await old.target.inTransaction(async (db) => {
    const execute: Execute = (sql) => db.query(sql, {}, z.record(z.string(), z.unknown()));
    await becomeOwner(db);
    await migrate(execute, old.target.name, migrations, () => undefined, newest - 1);
  });
  await old.sql.query("insert into supplier (code, name) values ('A', 'A')");
  const vault = memoryVault();
  const at = openSnapshots(50_000, { databaseArn: 'cluster', databaseName: old.target.name, secretArn: 'app' });
  const backup = await backUp(backupWorld(vault, at), undefined);
  const other = await anotherDatabase(database, 'bare');
  const lines: string[] = [];
  const restored = await restore(other.target, vault.source(backup.folder), { report: (line) => lines.push(line) });
  expect(restored.schemaVersion).toBe(newest);
  expect(lines).toContain(`Making schema ${newest - 1}`);
  expect(lines.filter((line) => line.startsWith('Migration '))).toHaveLength(1);
  expect((await contents(other.sql))['supplier']).toBe((await contents(old.sql))['supplier']);
  await Promise.all([old.close(), other.close()]);
});

test('through the Data API, as the owner, it comes back the same', async () => {
  const other = await anotherDatabase(database, 'bare');
  const target = { databaseArn: 'cluster', databaseName: other.target.name, secretArn: 'owner' };
  await restore(
    { name: other.target.name, inTransaction: (run) => inOneTransaction(target, run) },
    whole.source(folder),
  );
  expect(await contents(other.sql)).toEqual(await contents(database.sql));
  const { rows } = await other.sql.query<{ owner: string }>(
    "select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace",
  );
  expect(rows).toEqual([{ owner: 'stockroom_owner' }]);
  await other.close();
});
