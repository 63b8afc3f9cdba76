import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { prepareFor } from '#domain/platform/prepare-database.ts';

// Runs the migrations in a thread, because they read their settings from the environment, and that of this process is
// not theirs to change.

const { app, place } = z
  .object({
    app: z.object({ username: z.string(), password: z.string() }),
    place: z.object({
      databaseArn: z.string(),
      databaseName: z.string(),
      ownerSecretArn: z.string(),
      migrations: z.string(),
    }),
  })
  .parse(workerData);
parentPort?.postMessage(await prepareFor(app, place));
