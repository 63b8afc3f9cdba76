import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BeginTransactionCommand,
  ExecuteStatementCommand,
  RDSDataClient,
  type ExecuteStatementCommandInput,
  type ExecuteStatementCommandOutput,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import { startPostgres } from '#local/postgres.ts';
import type { Limits } from '#local/data-api/limits.ts';
import { type DataApi, startDataApi } from '#local/data-api/server.ts';

export const resourceArn = 'arn:aws:rds:eu-west-1:123456789012:cluster:test';
export const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:test';
export const wrongPasswordArn = `${secretArn}-wrong`;
export const names = { resourceArn, secretArn, database: 'postgres' };

type Options = Partial<Omit<ExecuteStatementCommandInput, 'sql' | 'parameters'>>;

/** A cluster to test against: the stand-in over a real PostgreSQL, and the official client. */
export type TestCluster = {
  api: DataApi;
  client: RDSDataClient;
  /** A client with the retries that the SDK has by default. */
  retrying: RDSDataClient;
  run(
    sql: string,
    parameters?: Record<string, SqlParameter['value'] | SqlParameter>,
    options?: Options,
  ): Promise<ExecuteStatementCommandOutput>;
  /** The only value of the only row. */
  value(sql: string, parameters?: Record<string, SqlParameter['value'] | SqlParameter>): Promise<unknown>;
  begin(): Promise<string>;
  /** A second stand-in over the same PostgreSQL, with other limits. */
  withLimits(limits: Partial<Limits>): Promise<Pick<TestCluster, 'api' | 'client' | 'run' | 'begin'>>;
  stop(): Promise<void>;
};

/** Starts PostgreSQL in a fresh folder and the stand-in over it. */
export async function startCluster(): Promise<TestCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'data-api-'));
  const postgres = await startPostgres({ directory, port: 0, durable: false });
  const { user, password, host, port } = postgres;
  const secrets = { [secretArn]: { user, password }, [wrongPasswordArn]: { user, password: 'wrong' } };
  const started: { api: DataApi; client: RDSDataClient }[] = [];

  const withLimits: TestCluster['withLimits'] = async (limits) => {
    const api = await startDataApi({ port: 0, resourceArn, secrets, postgres: { host, port }, limits });
    const client = clientOf(api.url, 1);
    started.push({ api, client });
    const run: TestCluster['run'] = (sql, parameters = {}, options = {}) =>
      client.send(new ExecuteStatementCommand({ ...names, ...options, sql, parameters: listed(parameters) }));
    const begin = async (): Promise<string> =>
      (await client.send(new BeginTransactionCommand(names))).transactionId ?? 'none';
    return { api, client, run, begin };
  };

  const cluster = await withLimits({});
  return {
    ...cluster,
    retrying: clientOf(cluster.api.url),
    value: async (sql, parameters) => {
      const field = (await cluster.run(sql, parameters)).records?.[0]?.[0];
      return field?.isNull ? null : Object.values(field ?? {})[0];
    },
    withLimits,
    stop: async () => {
      for (const { api, client } of started) {
        client.destroy();
        await api.stop();
      }
      await postgres.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** The official client; `maxAttempts` as by default unless told. */
export function clientOf(endpoint: string, maxAttempts?: number): RDSDataClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new RDSDataClient({ endpoint, region: 'eu-west-1', credentials, ...(maxAttempts ? { maxAttempts } : {}) });
}

function listed(parameters: Record<string, SqlParameter['value'] | SqlParameter>): SqlParameter[] {
  return Object.entries(parameters).map(([name, given]) =>
    given && 'typeHint' in given ? { name, ...given } : { name, value: given as SqlParameter['value'] },
  );
}
