import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Source } from '#domain/backups/verify.actions.ts';

/** A backup that can be read, and what was made for reading it. */
export type OpenSource = Source & { close(): Promise<void> };

/**
 * Opens a backup by its manifest: a file, the folder that it is in, or `s3://bucket/…/manifest.json`. Parts are expected
 * beside the manifest. What comes from S3 is kept in a temporary folder until `close`, since it is read twice.
 * @throws Error with a sentence where there is no such manifest
 */
export async function openSource(from: string, s3: () => S3Client): Promise<OpenSource> {
  return from.startsWith('s3://') ? fromBucket(from, s3()) : fromFolder(from);
}

async function fromFolder(from: string): Promise<OpenSource> {
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) throw new Error(`There is no ${from}`);
  const file = found.isDirectory() ? join(from, 'manifest.json') : from;
  return {
    manifest: () =>
      readFile(file, 'utf8').catch(() => {
        throw new Error(`There is no manifest in ${from}: a backup that was not finished has none`);
      }),
    read: (key) => readFile(join(dirname(file), key)).catch(() => undefined),
    close: () => Promise.resolve(),
  };
}

async function fromBucket(from: string, client: S3Client): Promise<OpenSource> {
  const { host: bucket, pathname } = new URL(from);
  const manifest = pathname.slice(1);
  const folder = await mkdtemp(join(tmpdir(), 'stockroom-restore-'));
  const fetched = async (key: string): Promise<Buffer | undefined> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error;
      if (error.name === 'NoSuchKey') return undefined;
      if (error.name === 'InvalidObjectState')
        throw new Error(
          `s3://${bucket}/${key} is in the archive. Have it fetched first (aws s3 cp cannot; aws s3api restore-object, some hours)`,
          { cause: error },
        );
      throw new Error(`s3://${bucket}/${key} cannot be read: ${error.message}`, { cause: error });
    }
  };
  return {
    async manifest() {
      const bytes = await fetched(manifest);
      if (bytes === undefined) throw new Error(`There is no ${from}: a backup that was not finished has no manifest`);
      return bytes.toString();
    },
    async read(key) {
      const kept = join(folder, createHash('sha256').update(key).digest('hex'));
      const known = await readFile(kept).catch(() => undefined);
      if (known !== undefined) return known;
      const bytes = await fetched(posix.join(posix.dirname(manifest), key));
      if (bytes !== undefined) await writeFile(kept, bytes);
      return bytes;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
