import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { appRole, databaseName } from './roles.ts';

/**
 * Prepares the database of the service in `serviceDirectory`, as whoever deploys it would, in the given environment: the
 * application's role with its password, and the migrations. Returns the names of the files that were run; none, if the
 * service has no migrations.
 *
 * @throws what the failing migration threw
 */
export async function runMigrations(
  serviceDirectory: string,
  database: { databaseArn: string; ownerSecretArn: string; appPassword: string },
  environment: Record<string, string>,
): Promise<string[]> {
  const worker = new Worker(new URL('./migrate-thread.ts', import.meta.url), {
    env: environment,
    workerData: {
      app: { username: appRole, password: database.appPassword },
      place: {
        databaseArn: database.databaseArn,
        databaseName,
        ownerSecretArn: database.ownerSecretArn,
        migrations: join(serviceDirectory, 'domain/migrations'),
      },
    },
  });
  try {
    const [names] = (await once(worker, 'message')) as [string[]];
    return names;
  } catch (error) {
    if (!(error instanceof Error && /checksum/i.test(error.message))) throw error;
    throw new Error('The database was made by migrations that read differently now. Start anew: npm start -- --fresh', {
      cause: error,
    });
  } finally {
    await worker.terminate();
  }
}
