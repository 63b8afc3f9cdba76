import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import Postgrator from 'postgrator';
import type { Execute } from '#domain/platform/database.ts';

/**
 * Runs all migrations that are missing, within the caller's transaction.
 * A second run finds nothing to do.
 * @param execute runs as the database's owner; the application's own role may not change the schema
 * @param report is told the name of each file before it is run
 * @param upTo the number of the last file that is run; all of them where it is not given
 * @returns the names of the files that were run
 * @throws what the failing statement says; the caller's transaction is to be rolled back then
 */
export async function migrate(
  execute: Execute,
  databaseName: string,
  folder: string,
  report: (fileName: string) => void,
  upTo?: number,
): Promise<string[]> {
  const postgrator = new Postgrator({
    driver: 'pg',
    database: databaseName,
    migrationPattern: `${folder}/*.sql`,
    execQuery: async (sql) => ({ rows: await execute(sql) }),
    execSqlScript: async (script) => {
      for (const statement of statements(script)) await execute(statement);
    },
  });
  postgrator.on('migration-started', ({ filename }) => report(basename(filename)));
  const done = await postgrator.migrate(upTo === undefined ? 'max' : String(upTo));
  return done.map((migration) => migration.filename);
}

/** The number of the newest migration in a folder; 0 for an empty one. */
export async function newestMigration(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).flatMap((name) => Number(/^(\d+)\..*\.sql$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/**
 * The single statements of a migration: the Data API takes one a call. A statement ends in a semicolon at the end of a
 * line, outside of `$$ … $$`.
 */
export function statements(script: string): string[] {
  const found: string[] = [];
  let lines: string[] = [];
  let quoted = false;
  for (const line of script.split('\n')) {
    lines.push(line);
    if ((line.match(/\$\$/g) ?? []).length % 2 === 1) quoted = !quoted;
    if (quoted || !line.trimEnd().endsWith(';') || line.trimStart().startsWith('--')) continue;
    found.push(lines.join('\n').trim().replace(/;$/, ''));
    lines = [];
  }
  const rest = lines.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('--'));
  if (rest.length > 0) throw new Error(`A statement does not end in a semicolon: ${rest[0]}`);
  return found;
}
