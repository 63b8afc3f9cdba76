import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import type { Db, Execute } from '#domain/platform/database.ts';
import { ensureRoles, grantReading } from '#domain/platform/database-roles.ts';
import { migrate, newestMigration } from '#domain/platform/migrate.ts';
import { type Manifest, seeded, type TableBackup } from './backup.ts';
import { listTables, readSchema } from './backup.sql.ts';
import { checkLedger } from './check.actions.ts';
import {
  analyze,
  becomeOwner,
  clear,
  hasRows,
  load,
  lockOut,
  putBack,
  raiseIdentities,
  setSequence,
  takeAway,
} from './restore.sql.ts';
import { parseManifest, readPart, type Source, verifyParts } from './verify.actions.ts';

export type RestoreTarget = {
  name: string;
  /** Runs all that it is given in one transaction, as somebody who may act for the database's owner. */
  inTransaction<T>(run: (db: Db) => Promise<T>): Promise<T>;
};

export type Restored = { id: string; tables: number; rows: number; schemaVersion: number };

/** Of a statement's lines, in characters: with what JSON and UTF-8 add, less than the 4 MiB that the Data API takes. */
const chunkCharacters = 1_000_000;

/**
 * Rebuilds a database from a backup: looks at every part first, then in one transaction makes the schema (where there is
 * none), puts every row back as it was, checks all references again, works levels and facts out of the ledger and
 * compares them with those that were saved. Whatever is wrong, nothing has changed.
 * @param migrations the folder of the migrations; a backup of an older schema is brought up to the newest at the end
 * @param report is told what is being done, a line a step
 * @throws DomainError for a backup that is damaged, and for a target that holds data or another schema
 */
export async function restore(
  target: RestoreTarget,
  source: Source,
  { migrations = 'domain/migrations', report = () => undefined }: Options = {},
): Promise<Restored> {
  const manifest = parseManifest(await source.manifest());
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  report(`Backup ${manifest.id}: ${manifest.tables.length} tables, ${rows} rows, schema ${manifest.schema.version}`);
  const newest = await newestMigration(migrations);
  if (newest < manifest.schema.version)
    throw refusal(
      'schema',
      `The backup has schema ${manifest.schema.version}, and this release knows ${newest} at most: restore with the release that made it${manifest.release === '' ? '' : ` (commit ${manifest.release})`}`,
    );
  await verifyParts(source, manifest, report);
  return target.inTransaction(async (db) => {
    const execute: Execute = (sql) => db.query(sql, {}, z.record(z.string(), z.unknown()));
    await becomeOwner(db);
    await lockOut(db);
    if ((await listTables(db)).length === 0) {
      report(`Making schema ${manifest.schema.version}`);
      await ensureRoles(execute);
      await migrate(execute, target.name, migrations, () => undefined, manifest.schema.version);
    }
    await refuseOther(db, manifest);
    await refuseRows(db, manifest);
    const names = manifest.tables.map(({ name }) => name);
    const keys = await takeAway(db, names);
    // From here on nobody else writes; somebody may have a moment ago.
    await refuseRows(db, manifest);
    for (const name of seeded) await clear(db, name);
    for (const [index, table] of manifest.tables.entries()) {
      if (table.rows === 0) continue;
      await loadTable(db, source, table, report);
      report(`Loaded ${index + 1} of ${names.length} tables: ${table.name}, ${table.rows} rows`);
    }
    for (const { name, last } of manifest.sequences) if (last !== null) await setSequence(db, name, last);
    await raiseIdentities(db);
    report('Checking references between tables');
    await putBack(db, keys, names);
    for (const name of names) await analyze(db, name);
    await checkLedger(db, report);
    const done = await migrate(execute, target.name, migrations, (file) => report(`Migration ${file}`));
    await grantReading(execute);
    return {
      id: manifest.id,
      tables: names.length,
      rows,
      schemaVersion: done.length > 0 ? newest : manifest.schema.version,
    };
  });
}

type Options = { migrations?: string; report?: (line: string) => void };

const refusal = (code: string, message: string): DomainError =>
  new DomainError('conflict', `restore.${code}`, `${message}. Nothing was changed.`);

/** @throws DomainError where the target's schema is not the backup's */
async function refuseOther(db: Db, { schema, tables }: Manifest): Promise<void> {
  const there = await listTables(db);
  const mark = there.some(({ name }) => name === 'schemaversion') ? await readSchema(db) : undefined;
  if (mark === undefined)
    throw refusal('not_empty', 'The target holds tables of something else; give it a database without any');
  if (mark.version !== schema.version)
    throw refusal(
      'schema',
      `The target has schema ${mark.version} and the backup ${schema.version}: give it a database without tables, or the release that made the backup`,
    );
  if (mark.fingerprint !== schema.fingerprint)
    throw refusal(
      'schema',
      `The target's schema ${mark.version} was made by other migrations than the backup's schema of that number`,
    );
  const known = new Set(there.map(({ name }) => name));
  const unknown = tables.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw refusal('schema', `The target has no table ${unknown.name}`);
}

/** @throws DomainError where the target holds anything but what its migrations put there */
async function refuseRows(db: Db, { tables }: Manifest): Promise<void> {
  const full: string[] = [];
  for (const { name } of tables) if (!seeded.includes(name) && (await hasRows(db, name))) full.push(name);
  if (full.length > 0)
    throw refusal(
      'not_empty',
      `The target is not empty: there are rows in ${full.slice(0, 5).join(', ')}${full.length > 5 ? ` and ${full.length - 5} more tables` : ''}`,
    );
}

async function loadTable(db: Db, source: Source, table: TableBackup, report: (line: string) => void): Promise<void> {
  let written = 0;
  for (const part of table.parts) {
    const lines = (await readPart(source, part)).toString();
    // A line's own line breaks are escaped in JSON, so each that is left ends a row.
    for (let from = 0; from < lines.length;) {
      const aim = lines.lastIndexOf('\n', from + chunkCharacters);
      const end = aim > from ? aim : lines.indexOf('\n', from);
      written += await load(db, table, `[${lines.slice(from, end).replaceAll('\n', ',')}]`);
      from = end + 1;
    }
    if (table.parts.length > 1) report(`Loading ${table.name}: ${written} of ${table.rows} rows`);
  }
  if (written !== table.rows)
    throw refusal('rows', `Of ${table.rows} rows of ${table.name} only ${written} were written`);
}
