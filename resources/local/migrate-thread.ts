import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';

// Runs the migrations in a thread, because they read their settings from the environment, and that of this process is
// not theirs to change.

const { module, folder, ownerSecretArn } = z
  .object({ module: z.string(), folder: z.string(), ownerSecretArn: z.string() })
  .parse(workerData);
const { migrate } = (await import(module)) as {
  migrate: (owner: string, folder: string) => Promise<string[]>;
};
parentPort?.postMessage(await migrate(ownerSecretArn, folder));
