import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Runs the migrations of the service in `serviceDirectory`, as the cloud's migration function would, in the given
 * environment. Returns the names of the files that were run; none, if the service has no migrations.
 *
 * @throws what the failing migration threw
 */
export async function runMigrations(
  serviceDirectory: string,
  ownerSecretArn: string,
  environment: Record<string, string>,
): Promise<string[]> {
  const file = join(serviceDirectory, 'domain/platform/migrate.ts');
  if (!existsSync(file)) return [];
  const worker = new Worker(new URL('./migrate-thread.ts', import.meta.url), {
    env: environment,
    workerData: {
      module: pathToFileURL(file).href,
      folder: join(serviceDirectory, 'domain/migrations'),
      ownerSecretArn,
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
