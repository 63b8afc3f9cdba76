import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Readable } from 'node:stream';
import { DomainError } from '#domain/errors.ts';
import { setting } from '#domain/platform/config.ts';

/** An object, and the one state of it that is meant: a version where the bucket keeps them, else its ETag. */
type FileRef = { bucket: string; key: string; versionId: string | null; etag: string | null };
type ListedFile = { key: string; etag: string; size: number; modifiedAt: Date };

export type Files = {
  /**
   * The bytes from `from` on, as they stream in.
   * @throws DomainError `file.replaced` when the object is another by now, `file.missing` when it is gone
   */
  read(file: FileRef, from: number): Promise<AsyncIterable<Uint8Array>>;
  /** Writes an object of any length without holding it in memory; a CSV unless it says otherwise. */
  write(bucket: string, key: string, chunks: AsyncIterable<string>, type?: string): Promise<void>;
  list(bucket: string, prefix: string, after?: string): Promise<ListedFile[]>;
  /** A form to POST one file with, valid for 5 minutes, for this key and no other, up to `maxBytes`. */
  placeFor(bucket: string, key: string, maxBytes: number): Promise<{ url: string; fields: Record<string, string> }>;
  /** A link to download the object under a file name, valid for 15 minutes. */
  link(bucket: string, key: string, fileName: string): Promise<string>;
};

/** S3 as the domain uses it. */
export function openFiles(): Files {
  const client = new S3Client({ forcePathStyle: setting('S3_FORCE_PATH_STYLE') });
  return {
    async read({ bucket, key, versionId, etag }, from) {
      const state = versionId === null ? (etag === null ? {} : { IfMatch: `"${etag}"` }) : { VersionId: versionId };
      const range = from > 0 ? { Range: `bytes=${from}-` } : {};
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...state, ...range }));
        return Body as Readable;
      } catch (error) {
        throw readError(error);
      }
    },
    async write(bucket, key, chunks, type = 'text/csv; charset=utf-8') {
      const Body = Readable.from(chunks, { objectMode: false });
      await new Upload({
        client,
        params: { Bucket: bucket, Key: key, Body, ContentType: type },
      }).done();
    },
    async list(bucket, prefix, after) {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(after === undefined ? {} : { StartAfter: after }),
        }),
      );
      return (page.Contents ?? []).map((item) => ({
        key: item.Key ?? '',
        etag: (item.ETag ?? '').replaceAll('"', ''),
        size: item.Size ?? 0,
        modifiedAt: item.LastModified ?? new Date(0),
      }));
    },
    placeFor: (bucket, key, maxBytes) =>
      createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        // The policy holds its sender to these fields; what nobody reads as a page cannot be shown as one.
        Fields: { 'Content-Type': 'text/csv' },
        Conditions: [['content-length-range', 1, maxBytes]],
        Expires: 300,
      }),
    link: (bucket, key, fileName) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        }),
        { expiresIn: 900 },
      ),
  };
}

function readError(error: unknown): unknown {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === 'PreconditionFailed' || $metadata?.httpStatusCode === 412)
    return new DomainError(
      'conflict',
      'file.replaced',
      'The file was replaced by another while it was read; drop it again',
    );
  if (name === 'NoSuchKey' || name === 'NoSuchVersion')
    return new DomainError('missing', 'file.missing', 'The file is no longer in the bucket; drop it again');
  return error;
}
