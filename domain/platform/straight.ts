import pg from 'pg';
import type { Db } from '#domain/platform/database.ts';
import { positional } from '#domain/platform/named-parameters.ts';

/**
 * Runs statements in one transaction of a connection of its own, past the Data API: without its limits of time and size.
 * @throws what a statement throws; nothing has changed then
 */
export async function inOwnConnection<T>(connectionString: string, run: (db: Db) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString,
    application_name: 'stockroom-restore',
    options: '-c timezone=UTC -c datestyle=ISO',
  });
  // A connection that breaks fails its statement; it must not end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    const result = await run({
      async query(sql, values, row) {
        const { rows } = await client.query<Record<string, unknown>>(positional(sql, values));
        return rows.map((one) => row.parse(one));
      },
    });
    await client.query('commit');
    return result;
  } finally {
    // Closing undoes what was not committed.
    await client.end().catch(() => undefined);
  }
}
