import { startMigrated } from '#local/migrated.ts';
import { databaseName } from '#local/roles.ts';

/**
 * Runs once, before all tests: a real PostgreSQL with one migrated database, which each test file clones
 * (`testDatabase`). The connection travels to the workers in the environment.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { postgres, stop } = await startMigrated();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    DATABASE_ARN: 'cluster',
    DATABASE_SECRET_ARN: 'app',
    TEST_POSTGRES: JSON.stringify({
      host: postgres.host,
      port: postgres.port,
      password: postgres.password,
      template: databaseName,
    }),
  });
  return stop;
}
