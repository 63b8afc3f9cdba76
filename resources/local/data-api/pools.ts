import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import { DataApiError, fromPostgres } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Bound } from './parameters.ts';

/** A result with every value in PostgreSQL's own text form. */
export type RawResult = pg.QueryArrayResult<(string | null)[]>;

/** Where a call goes: the account behind its secret, and the database (the user's name unless told). */
export type Target = { user: string; password: string; database: string };

/** Connections to the server, one pool for each user and database. */
export type Pools = {
  connect(target: Target): Promise<PoolClient>;
  /** Wipes what the call left in the session, then lends the connection to the next one. Never rejects. */
  giveBack(client: PoolClient): Promise<void>;
  /** Runs one statement; one that takes too long is cancelled, unless `patient`, and is a StatementTimeoutException. */
  run(client: PoolClient, text: string, bound: Bound, patient?: boolean): Promise<RawResult>;
  stop(): Promise<void>;
};

// What DISCARD ALL does, but for the plans of functions, which would be made again at every call. The first word ends a
// transaction that a statement opened by hand.
const wipe =
  'rollback; close all; reset session authorization; reset all; deallocate all; unlisten *; ' +
  'select pg_advisory_unlock_all(); discard temp; discard sequences';

/** @returns pools of `size` connections each to the server at `server`; nothing is opened yet */
export function createPools(server: { host: string; port: number }, size: number, limits: Limits): Pools {
  const pools = new Map<string, Pool>();
  const open = new Set<PoolClient>();

  const poolOf = (target: Target): Pool => {
    const key = JSON.stringify([target.user, target.password, target.database]);
    const found = pools.get(key);
    if (found) return found;
    const pool = new pg.Pool({
      ...server,
      ...target,
      max: size,
      connectionTimeoutMillis: limits.connectMs,
      application_name: 'data-api',
      options: '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex',
    });
    pool.on('error', () => {});
    // A connection that dies while it is lent out makes its next statement fail; it must not end the process.
    pool.on('connect', (client) => client.on('error', () => {}));
    pools.set(key, pool);
    return pool;
  };

  return {
    connect: async (target) => {
      try {
        const client = await poolOf(target).connect();
        open.add(client);
        return client;
      } catch (error) {
        throw fromPostgres(error);
      }
    },
    giveBack: async (client) => {
      if (!open.delete(client)) return; // stop was quicker
      try {
        await client.query(wipe);
        client.release();
      } catch {
        client.release(true);
      }
    },
    run: async (client, text, bound, patient) => {
      const late = patient ? undefined : setTimeout(() => void cancel(client), limits.statementMs);
      const started = performance.now();
      try {
        return await client.query<(string | null)[]>(asText(text, bound));
      } catch (error) {
        const isLate = performance.now() - started >= limits.statementMs - 1;
        if (isLate && (error as { code?: string }).code === '57014') throw timedOut();
        throw fromPostgres(error);
      } finally {
        clearTimeout(late);
      }
    },
    stop: async () => {
      for (const client of open) client.release(true);
      open.clear();
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };

  async function cancel(client: PoolClient): Promise<void> {
    const { processID, user, password, database } = client as PoolClient & Target & { processID: number };
    const other = new pg.Client({ ...server, user, password, database });
    other.on('error', () => {});
    try {
      await other.connect();
      await other.query('select pg_cancel_backend($1)', [processID]);
    } catch {
      // The server is gone, and with it the statement.
    } finally {
      await other.end().catch(() => {});
    }
  }
}

/** What a call that took too long gets. */
export function timedOut(): DataApiError {
  return new DataApiError('StatementTimeoutException', 'Request timed out', { dbConnectionId: 0 });
}

type TextQuery = pg.QueryArrayConfig<(string | Buffer | null)[]> & { queryMode: 'extended' };

/**
 * `pg` passes `types` on as the oids of the parameters when it parses, and asks the same object for the parsers of the
 * result. The extended protocol takes one statement only, and makes of it a transaction of its own.
 */
function asText(text: string, { values, oids }: Bound): TextQuery {
  const types = Object.assign([...oids], { getTypeParser: () => (value: string) => value });
  return { text, values, rowMode: 'array', queryMode: 'extended', types };
}
