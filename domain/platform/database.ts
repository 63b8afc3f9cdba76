import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  type ExecuteStatementCommandOutput,
  ExecuteStatementCommand,
  type Field,
  RDSDataClient,
  RollbackTransactionCommand,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import * as z from 'zod';
import { setting } from '#domain/platform/config.ts';
import { sqlComment } from '#domain/platform/correlation.ts';
import { untilAnswered } from '#domain/platform/retry.ts';

export type SqlValue = string | number | boolean | null;

/**
 * The database, one statement a call. Every statement given to it must be safe to run again: a read, or a write whose
 * own key makes the second run a no-op; after an unclear end (timeout, reset, 5xx) it is simply run again.
 */
export type Db = {
  /**
   * @param sql with `:name` parameters; cast them (`:id::bigint`), and bring sets of rows as one JSON text
   * @param row the shape of a result row; select ids and numbers as text, timestamps through `iso()` of domain/sql.ts
   * @throws DomainError for a refusal raised in SQL, or `unavailable` when the database does not answer in time
   */
  query<Row extends z.ZodType>(sql: string, values: Record<string, SqlValue>, row: Row): Promise<z.output<Row>[]>;
};

export type DatabaseOptions = {
  /** How long one query may take with all its retries, in ms. An HTTP answer is due within 30 s (API Gateway). */
  budgetMs: number;
  /** How long to wait for one reply, in ms. The Data API itself gives up on a statement after 45 s. */
  timeoutMs: number;
  /** Whom to speak to, and as whom, where it is not as the environment says. */
  target?: Target;
};

/** A database and the secret of the role that speaks to it. */
export type Target = { databaseArn: string; databaseName: string; secretArn: string };

/** Runs one statement that has no parameters, and gives its rows by column name. */
export type Execute = (sql: string) => Promise<Record<string, unknown>[]>;

/** Opens the Data API with one retry policy, ours: the SDK's own would re-send statements behind our back. */
export function openDatabase(options: DatabaseOptions): Db {
  const target = options.target ?? configured();
  const client = dataApi(options.timeoutMs, target);
  const place = placeOf(target);
  return {
    async query(sql, values, row) {
      const command = statement(place, sql, values);
      return untilAnswered(options.budgetMs, async () => rows(await client.send(command), row));
    },
  };
}

/**
 * Runs statements in one transaction, for migrations only: everything else is one statement.
 * Not retried: the caller runs the whole again.
 */
export async function inTransaction<T>(target: Target, run: (execute: Execute) => Promise<T>): Promise<T> {
  const client = dataApi(50_000, target);
  const place = placeOf(target);
  const { transactionId } = await client.send(new BeginTransactionCommand(place));
  const inside = { resourceArn: place.resourceArn, secretArn: place.secretArn, transactionId };
  const execute = async (sql: string) =>
    rows(
      await client.send(new ExecuteStatementCommand({ ...place, sql, transactionId, includeResultMetadata: true })),
      z.record(z.string(), z.unknown()),
    );
  try {
    const result = await run(execute);
    await client.send(new CommitTransactionCommand(inside));
    return result;
  } catch (error) {
    // The rollback may fail too (the transaction may be gone already); the first error is the one to tell.
    await client.send(new RollbackTransactionCommand(inside)).catch(() => undefined);
    throw error;
  }
}

/** The database that the environment names, spoken to as the application or as the owner of the given secret. */
export const configured = (secretArn = setting('DATABASE_SECRET_ARN')): Target => ({
  databaseArn: setting('DATABASE_ARN'),
  databaseName: setting('DATABASE_NAME'),
  secretArn,
});

/** One statement, ready to be sent; in a transaction where `place` names one. */
export const statement = (place: Place, sql: string, values: Record<string, SqlValue>): ExecuteStatementCommand =>
  new ExecuteStatementCommand({
    ...place,
    sql: sql + sqlComment(),
    parameters: Object.entries(values).map(([name, value]) => parameter(name, value)),
    includeResultMetadata: true,
  });

/** A client of the Data API that sends nothing twice by itself. */
export function dataApi(timeoutMs: number, { databaseArn }: Target): RDSDataClient {
  // The ARN says the region, whatever the machine of whoever deploys takes for its own.
  const region = databaseArn.split(':')[3];
  return new RDSDataClient({
    ...(region === undefined ? {} : { region }),
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}

type Place = { resourceArn: string; secretArn: string; database: string; transactionId?: string };

/** A database as the Data API's calls name it. */
export const placeOf = ({ databaseArn, databaseName, secretArn }: Target): Place => ({
  resourceArn: databaseArn,
  secretArn,
  database: databaseName,
});

function parameter(name: string, value: SqlValue): SqlParameter {
  if (value === null) return { name, value: { isNull: true } };
  if (typeof value === 'string') return { name, value: { stringValue: value } };
  if (typeof value === 'boolean') return { name, value: { booleanValue: value } };
  return { name, value: { longValue: value } };
}

/** The rows of a reply by column name, parsed. */
export function rows<Row extends z.ZodType>(output: ExecuteStatementCommandOutput, row: Row): z.output<Row>[] {
  const names = output.columnMetadata?.map((column) => column.name ?? '') ?? [];
  return (output.records ?? []).map((record) =>
    row.parse(Object.fromEntries(record.map((field, index) => [names[index] ?? '', fieldValue(field)]))),
  );
}

function fieldValue(field: Field): unknown {
  return field.stringValue ?? field.longValue ?? field.booleanValue ?? field.doubleValue ?? null;
}
