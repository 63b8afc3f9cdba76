import { readFileSync } from 'node:fs';
import { Signer } from '@aws-sdk/rds-signer';
import pg from 'pg';
import { sqlComment } from '#domain/platform/correlation.ts';
import type { Db, DatabaseOptions } from '#domain/platform/database.ts';
import { readerRole } from '#domain/platform/database-roles.ts';
import { positional } from '#domain/platform/named-parameters.ts';
import { untilAnswered } from '#domain/platform/retry.ts';

/** Where the reader is and how to enter. */
export type Door = Pick<pg.PoolConfig, 'host' | 'port' | 'user' | 'password' | 'ssl'> & { database: string };

/** A reader as RDS has it: an IAM token for a password, made anew for each login, and TLS that is checked. */
export function iamDoor(host: string, database: string, region: string): Door {
  const signer = new Signer({ hostname: host, port: 5432, username: readerRole, region });
  return {
    host,
    port: 5432,
    user: readerRole,
    database,
    password: () => signer.getAuthToken(),
    ssl: { ca: readFileSync('resources/rds-authorities.pem', 'utf8') },
  };
}

/**
 * A database to read from, over PostgreSQL's own protocol: the Data API does not reach readers. What it answers may be
 * some milliseconds old, so nothing is decided by it. It takes the same statements as the Data API, gives the same
 * rows and throws the same errors.
 */
export function openReader(options: Pick<DatabaseOptions, 'budgetMs' | 'timeoutMs'>, door: Door): Db {
  const pool = new pg.Pool({
    ...door,
    max: 2, // a function answers one request at a time
    connectionTimeoutMillis: Math.min(options.timeoutMs, 4_000), // in its own network a connection takes milliseconds
    query_timeout: options.timeoutMs,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    application_name: 'stockroom-reader',
    options: '-c timezone=UTC -c datestyle=ISO -c default_transaction_read_only=on',
    types: { getTypeParser: (oid) => (text: string) => plain(oid, text) },
  });
  // A connection that dies while nobody uses it is replaced at the next question.
  pool.on('error', () => undefined);
  return {
    query: (sql, values, row) =>
      untilAnswered(options.budgetMs, async () => {
        const answer = await pool
          .query<Record<string, unknown>>(positional(sql + sqlComment(), values))
          .catch(asDataApiWould);
        return answer.rows.map((one) => row.parse(one));
      }),
  };
}

// https://github.com/postgres/postgres/blob/REL_17_STABLE/src/include/catalog/pg_type.dat
const boolean = 16;
const numbers = new Set([20, 21, 23, 26, 700, 701]);
const instant = 1184;

/** A value in PostgreSQL's text form, as the Data API gives it. */
function plain(oid: number, text: string): unknown {
  if (oid === boolean) return text === 't';
  if (numbers.has(oid)) return Number(text);
  return oid === instant ? text.replace(/\+00$/, '') : text;
}

// A statement that was cut off by the server's state and may pass a moment later: lost connections, too many of them,
// a shutdown, and on a reader a conflict with what the writer removes.
// https://www.postgresql.org/docs/17/errcodes-appendix.html
const passing = /^(08|53|57P|40001|40P01)/;

/** Throws PostgreSQL's own error in the words of the Data API, which carries the SQLSTATE in the text. */
function asDataApiWould(error: unknown): never {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined || passing.test(error.code)) throw error;
  const told = new Error(`ERROR: ${error.message}; SQLState: ${error.code}`, { cause: error });
  // As the SDK marks an answer that is final.
  throw Object.assign(told, { name: 'DatabaseErrorException', $metadata: { httpStatusCode: 400 } });
}
