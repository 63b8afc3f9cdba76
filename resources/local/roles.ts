import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Secrets } from './secrets.ts';

export const databaseName = 'stockroom';
export const ownerRole = 'stockroom_owner';
export const appRole = 'stockroom_app';

/**
 * Makes the database and its two roles, if they are not there: the owner, who runs the migrations, and the
 * application, to whom the migrations grant what it may do. Both are ordinary roles, as in the cloud.
 *
 * `connectionString` is the superuser's, to any existing database. `fresh` drops the database first.
 */
export async function prepareDatabase(connectionString: string, secrets: Secrets, fresh = false): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const has = async (sql: string, name: string): Promise<boolean> => (await client.query(sql, [name])).rowCount === 1;
    for (const [role, password] of [
      [ownerRole, secrets.owner],
      [appRole, secrets.app],
    ] as const) {
      const verb = (await has('select from pg_roles where rolname = $1', role)) ? 'alter' : 'create';
      await client.query(`${verb} role ${escapeIdentifier(role)} login password ${escapeLiteral(password)}`);
    }
    if (fresh) await client.query(`drop database if exists ${escapeIdentifier(databaseName)} with (force)`);
    if (!(await has('select from pg_database where datname = $1', databaseName))) {
      await client.query(`create database ${escapeIdentifier(databaseName)} owner ${escapeIdentifier(ownerRole)}`);
    }
  } finally {
    await client.end();
  }
}
