import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  type RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { configured, dataApi, type Db, placeOf, rows, statement, type Target } from '#domain/platform/database.ts';
import { asDomainError, failureOf } from '#domain/platform/database-errors.ts';
import { untilAnswered } from '#domain/platform/retry.ts';

/** The database as it was at one instant, however long it takes to read it. */
export type Snapshot = Db & {
  /** With it another process goes on reading the same state. */
  id: string;
  /** Lets go of it. Never throws: what is not let go ends by itself. */
  end(): Promise<void>;
};

export type Snapshots = {
  begin(): Promise<Snapshot>;
  /** Goes on with the snapshot that another invocation began; whether it is still there shows at the first query. */
  resume(id: string): Snapshot;
};

/** The transaction is over: idle for 3 minutes, open for 24 hours, a fail-over. What was read of it is of no use alone. */
export class SnapshotLost extends Error {
  override readonly name = 'SnapshotLost';
}

const tries = 5;

/**
 * Snapshots through the Data API: a REPEATABLE READ transaction that only reads. It ends by itself when nobody asks for
 * 3 minutes, or after 24 hours (BeginTransaction in the API's reference). It holds back vacuum as long as it lasts.
 */
export function openSnapshots(timeoutMs: number, target: Target = configured()): Snapshots {
  const client = dataApi(timeoutMs, target);
  return {
    async begin() {
      // A begin whose answer is lost leaves a transaction that nobody uses, and that ends after 3 minutes.
      const begun = await untilAnswered(120_000, () => client.send(new BeginTransactionCommand(placeOf(target))));
      const snapshot = reading(client, target, begun.transactionId ?? '');
      await snapshot.query('set transaction isolation level repeatable read, read only', {}, z.unknown());
      for (const setting of settings) await snapshot.query(`set local ${setting}`, {}, z.unknown());
      return snapshot;
    },
    resume: (id) => reading(client, target, id),
  };
}

// Texts of values are the same wherever they are read; a piece of a table is found by its place and not by reading all.
const settings = ["time zone 'UTC'", 'datestyle = ISO', 'intervalstyle = postgres', 'enable_seqscan = off'];

function reading(client: RDSDataClient, target: Target, id: string): Snapshot {
  const place = { ...placeOf(target), transactionId: id };
  return {
    id,
    async query(sql, values, row) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return rows(await client.send(statement(place, sql, values)), row);
        } catch (error) {
          if (isLost(error)) throw new SnapshotLost('The snapshot is gone', { cause: error });
          // What the transaction itself refused has ended it; what never came through may be asked again.
          if (failureOf(error) === 'final' && !isBusy(error)) throw asDomainError(error);
          if (attempt === tries) throw new SnapshotLost('The snapshot does not answer', { cause: error });
          await sleep(100 * 3 ** attempt);
        }
      }
    },
    async end() {
      const { resourceArn, secretArn, transactionId } = place;
      await client
        .send(new RollbackTransactionCommand({ resourceArn, secretArn, transactionId }))
        .catch(() => undefined);
    },
  };
}

const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  (['TransactionNotFoundException', 'StatementTimeoutException'].includes(error.name) ||
    /has been aborted|terminating connection/.test(error.message));

/** An answer was lost, and its statement is still at work. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Transaction is still running a query');

/**
 * Runs statements in one transaction through the Data API, as the role of the target's secret. Nothing is tried again:
 * the caller runs the whole again.
 * @throws what a statement throws; nothing has changed then
 */
export async function inOneTransaction<T>(target: Target, run: (db: Db) => Promise<T>): Promise<T> {
  const client = dataApi(50_000, target);
  const { transactionId = '' } = await client.send(new BeginTransactionCommand(placeOf(target)));
  const { resourceArn, secretArn } = placeOf(target);
  try {
    const result = await run({
      query: async (sql, values, row) =>
        rows(await client.send(statement({ ...placeOf(target), transactionId }, sql, values)), row),
    });
    await client.send(new CommitTransactionCommand({ resourceArn, secretArn, transactionId }));
    return result;
  } catch (error) {
    await client.send(new RollbackTransactionCommand({ resourceArn, secretArn, transactionId })).catch(() => undefined);
    throw error;
  }
}
