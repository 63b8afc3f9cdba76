import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMigrated } from '#local/migrated.ts';
import { databaseName } from '#local/roles.ts';

/**
 * Runs once, before all tests: a real PostgreSQL with one migrated database, which each test file clones
 * (`testDatabase`), and a folder for the service as packaged, which the tests of the template share. Both travel to the
 * workers in the environment.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { postgres, stop } = await startMigrated();
  const packages = mkdtempSync(join(tmpdir(), 'stockroom-packages-'));
  Object.assign(process.env, {
    STAGE: 'test',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'ERROR',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    DATABASE_ARN: 'cluster',
    LIVE_URL: 'ws://127.0.0.1:1',
    DATABASE_SECRET_ARN: 'app',
    TEST_PACKAGES: packages,
    TEST_POSTGRES: JSON.stringify({
      host: postgres.host,
      port: postgres.port,
      password: postgres.password,
      template: databaseName,
    }),
  });
  return async () => {
    rmSync(packages, { recursive: true, force: true });
    await stop();
  };
}
