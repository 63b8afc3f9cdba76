import pg from 'pg';
import type { RestoreTarget } from '#domain/backups/restore.actions.ts';
import { inOneTransaction } from '#domain/platform/snapshots.ts';
import { inOwnConnection } from '#domain/platform/straight.ts';
import { readStack } from './stack.ts';
import { targetOf } from './target.ts';

const ownerRole = 'stockroom_owner';

/**
 * A database by its address. If there is none of that name it is made, as the owner's where that role is known, and goes
 * again if the restore fails.
 */
export function databaseAt(url: string): RestoreTarget {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name === '') throw new Error('The address of the database does not name one: postgresql://user@host:port/name');
  return {
    name,
    async inTransaction(run) {
      const isMade = await create(url, name);
      try {
        return await inOwnConnection(url, run);
      } catch (error) {
        if (isMade) await onServer(url, (client) => client.query(`drop database ${pg.escapeIdentifier(name)}`));
        throw error;
      }
    },
  };
}

async function create(url: string, name: string): Promise<boolean> {
  return onServer(url, async (client) => {
    const has = async (sql: string, value: string) => (await client.query(sql, [value])).rowCount === 1;
    if (await has('select from pg_database where datname = $1', name)) return false;
    const owner = (await has('select from pg_roles where rolname = $1', ownerRole)) ? ` owner ${ownerRole}` : '';
    await client.query(`create database ${pg.escapeIdentifier(name)}${owner}`);
    return true;
  });
}

async function onServer<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** The database of a deployed stage, through the Data API as its owner: no other way leads into its network. */
export async function databaseOf(stage: string): Promise<RestoreTarget> {
  const { stack } = targetOf(stage);
  const found = await readStack(stack);
  if (found === undefined) throw new Error(`There is no stack ${stack}: release it first, empty`);
  const target = {
    databaseArn: found.DatabaseArn,
    databaseName: 'stockroom',
    secretArn: found.DatabaseOwnerSecretArn,
  };
  return { name: target.databaseName, inTransaction: (run) => inOneTransaction(target, run) };
}
