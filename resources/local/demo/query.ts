import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import type { Addresses } from '#local/addresses.ts';

/** Runs one statement; every value is a text or null, and every value of a row too. */
export type Query = (
  sql: string,
  values?: Record<string, string | null>,
) => Promise<readonly Record<string, string | null>[]>;

/** The local cloud's database as the application sees it: its role, through the Data API. */
export function openQuery(
  addresses: Pick<Addresses, 'dataApi' | 'databaseArn' | 'appSecretArn' | 'region' | 'credentials' | 'postgres'>,
): Query {
  const { dataApi: endpoint, databaseArn: resourceArn, appSecretArn: secretArn, region, credentials } = addresses;
  const client = new RDSDataClient({ endpoint, region, credentials });
  return async (sql, values = {}) => {
    const parameters = Object.entries(values).map(([name, value]) => ({
      name,
      value: value === null ? { isNull: true as const } : { stringValue: value },
    }));
    const target = { resourceArn, secretArn, database: addresses.postgres.database };
    const answer = await client.send(
      new ExecuteStatementCommand({ ...target, sql, parameters, includeResultMetadata: true }),
    );
    const names = answer.columnMetadata?.map(({ name }) => name ?? '') ?? [];
    return (answer.records ?? []).map((record) =>
      Object.fromEntries(record.map((field, index) => [names[index] ?? '', field.stringValue ?? null])),
    );
  };
}
