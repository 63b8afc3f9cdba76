import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startDataApi } from '#local/data-api/server.ts';
import { startPostgres } from '#local/postgres.ts';
import { migrate } from '#domain/platform/migrate.ts';

/**
 * Runs once, before all tests: a real PostgreSQL with the two roles and one migrated database, which each test file
 * clones (`testDatabase`). The connection travels to the workers in TEST_POSTGRES.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'stockroom-tests-'));
  const postgres = await startPostgres({
    directory,
    port: 0,
    durable: false,
    settings: { max_connections: '200', shared_buffers: '256MB' },
  });
  const admin = new pg.Client({ connectionString: postgres.connectionString('postgres') });
  await admin.connect();
  await admin.query("create role stockroom_owner login password 'owner'");
  await admin.query("create role stockroom_app login password 'app'");
  await admin.query('create database stockroom_template owner stockroom_owner');
  await admin.end();

  const dataApi = await startDataApi({
    port: 0,
    resourceArn: 'cluster',
    secrets: { owner: { user: 'stockroom_owner', password: 'owner' } },
    postgres,
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_RDS_DATA: dataApi.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    DATABASE_ARN: 'cluster',
    DATABASE_SECRET_ARN: 'app',
    DATABASE_NAME: 'stockroom_template',
    TEST_POSTGRES: JSON.stringify({ host: postgres.host, port: postgres.port, password: postgres.password }),
  });
  await migrate('owner');
  await dataApi.stop();
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
