import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Secrets } from './secrets.ts';

export const databaseName = 'stockroom';
export const ownerRole = 'stockroom_owner';
export const appRole = 'stockroom_app';

/**
 * Makes the database and its owner, if they are not there, as RDS would: a role that may make other roles and is no
 * superuser. It makes the application's role itself, as in the cloud.
 *
 * `connectionString` is the superuser's, to any existing database. `fresh` drops the database first.
 */
export async function createDatabase(
  connectionString: string,
  secrets: Pick<Secrets, 'owner'>,
  fresh = false,
): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const has = async (sql: string, name: string): Promise<boolean> => (await client.query(sql, [name])).rowCount === 1;
    const isKnown = (role: string): Promise<boolean> => has('select from pg_roles where rolname = $1', role);
    const owner = escapeIdentifier(ownerRole);
    const verb = (await isKnown(ownerRole)) ? 'alter' : 'create';
    await client.query(`${verb} role ${owner} login createrole password ${escapeLiteral(secrets.owner)}`);
    // Databases of earlier versions have one that the superuser made.
    if (await isKnown(appRole)) await client.query(`grant ${escapeIdentifier(appRole)} to ${owner} with admin option`);
    if (fresh) await client.query(`drop database if exists ${escapeIdentifier(databaseName)} with (force)`);
    if (!(await has('select from pg_database where datname = $1', databaseName))) {
      await client.query(`create database ${escapeIdentifier(databaseName)} owner ${owner}`);
    }
  } finally {
    await client.end();
  }
}
