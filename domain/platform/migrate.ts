import Postgrator from 'postgrator';
import { setting } from '#domain/platform/config.ts';
import { inTransaction } from '#domain/platform/database.ts';

/**
 * Brings the schema up to date, all missing migrations in one transaction, as the database's owner.
 * Two runs at once wait for each other; a second run finds nothing to do.
 * @param ownerSecretArn the owner's secret; the application's own role may not change the schema
 * @returns the names of the files that were run
 * @throws what the failing statement says; nothing has changed then
 */
export async function migrate(ownerSecretArn: string, folder = 'domain/migrations'): Promise<string[]> {
  return inTransaction(ownerSecretArn, async (execute) => {
    await execute("select 1 from pg_advisory_xact_lock(hashtext('stockroom migrations'))");
    const postgrator = new Postgrator({
      driver: 'pg',
      database: setting('DATABASE_NAME'),
      migrationPattern: `${folder}/*.sql`,
      execQuery: async (sql) => ({ rows: await execute(sql) }),
      execSqlScript: async (script) => {
        for (const statement of statements(script)) await execute(statement);
      },
    });
    const done = await postgrator.migrate();
    return done.map((migration) => migration.filename);
  });
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
