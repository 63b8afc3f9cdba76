import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { correlated } from '#domain/platform/correlation.ts';
import { openBus } from '#domain/platform/bus.ts';
import { openFiles } from '#domain/platform/files.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { openWorkers } from '#domain/platform/workers.ts';
import { receiveFile } from '#domain/imports/import.actions.ts';
import { runImport } from '#domain/imports/run-import.actions.ts';

const S3Event = z.object({
  Records: z.array(
    z.object({
      responseElements: z.looseObject({ 'x-amz-request-id': z.string().optional() }).optional(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({
          key: z.string(),
          size: z.number(),
          eTag: z.string(),
          versionId: z.string().optional(),
          sequencer: z.string(),
        }),
      }),
    }),
  ),
});
const Event = z.union([z.object({ resume: z.uuid() }), S3Event]);

// The Data API gives up on a statement after 45 s; wait a little longer to hear it say so.
const world = platform(
  { budgetMs: 180_000, timeoutMs: 50_000 },
  { files: openFiles, bus: openBus, workers: openWorkers, wakes: openWakes },
);

/** A file under uploads/ was created, or an import is handed on by the invocation before (`{ resume: <import id> }`). */
export async function handler(event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const input = Event.parse(event);
  const pace = { remainingMs: () => context.getRemainingTimeInMillis(), reserveMs: 90_000 };
  if ('resume' in input) {
    await correlated([input.resume], () => runImport(world, input.resume, pace));
    return;
  }
  for (const { s3, responseElements } of input.Records) {
    const { key, size, eTag, versionId = null, sequencer } = s3.object;
    const file = {
      bucket: s3.bucket.name,
      key: decodeURIComponent(key.replaceAll('+', ' ')),
      etag: eTag,
      size,
      versionId,
      sequencer,
    };
    // From the moment that the import has an id it goes by that; before, by that of the request that put the file there.
    const id = await correlated([responseElements?.['x-amz-request-id'], sequencer], () => receiveFile(world, file));
    if (id !== null) await correlated([id], () => runImport(world, id, pace));
  }
}
