import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';

// Runs the migrations in a thread, because they read their settings from the environment, and that of this process is
// not theirs to change.

const { module, app, place } = z
  .object({
    module: z.string(),
    app: z.object({ username: z.string(), password: z.string() }),
    place: z.object({
      databaseArn: z.string(),
      databaseName: z.string(),
      ownerSecretArn: z.string(),
      migrations: z.string(),
    }),
  })
  .parse(workerData);
const { prepareFor } = (await import(module)) as { prepareFor: (login: object, of: object) => Promise<string[]> };
parentPort?.postMessage(await prepareFor(app, place));
