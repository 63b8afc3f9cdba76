import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startDataApi } from './data-api/server.ts';
import { runMigrations } from './migrations.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { createDatabase, databaseName } from './roles.ts';

/**
 * Starts a PostgreSQL of its own, in a temporary folder, with one migrated database; for tests and for looking at the
 * schema. The two roles have their names' endings as passwords. `stop` removes it all.
 */
export async function startMigrated(): Promise<{ postgres: Postgres; url: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'stockroom-'));
  const settings = { max_connections: '200', shared_buffers: '256MB' };
  const postgres = await startPostgres({ directory, port: 0, durable: false, settings });
  await createDatabase(postgres.connectionString('postgres'), { owner: 'owner' });
  const dataApi = await startDataApi({
    port: 0,
    resourceArn: 'cluster',
    secrets: { owner: { user: 'stockroom_owner', password: 'owner' } },
    postgres,
  });
  const database = { databaseArn: 'cluster', ownerSecretArn: 'owner', appPassword: 'app' };
  await runMigrations(resolve('.'), database, {
    AWS_ENDPOINT_URL_RDS_DATA: dataApi.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  await dataApi.stop();
  return {
    postgres,
    url: postgres.connectionString(databaseName),
    async stop() {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
