import { createHash } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { Files } from '#domain/platform/files.ts';

/** A bucket in memory, for tests of what is done with files; the S3 client has tests of its own. */
export type MemoryFiles = Files & {
  objects: Map<string, Buffer>;
  put(key: string, content: string | Buffer): { etag: string; size: number };
};

const etagOf = (content: Buffer) => createHash('md5').update(content).digest('hex');

export function memoryFiles(pieceSize = 64 * 1024): MemoryFiles {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    put(key, content) {
      const bytes = Buffer.from(content as string);
      objects.set(key, bytes);
      return { etag: etagOf(bytes), size: bytes.length };
    },
    read({ key, etag }, from) {
      const bytes = objects.get(key);
      if (!bytes) return Promise.reject(new DomainError('missing', 'file.missing', 'gone'));
      if (etag !== null && etagOf(bytes) !== etag)
        return Promise.reject(new DomainError('conflict', 'file.replaced', 'The file was replaced'));
      // As S3: 416 for a range that begins behind the last byte.
      if (from > 0 && from >= bytes.length) return Promise.reject(new Error('InvalidRange'));
      return Promise.resolve(pieces(bytes, from, pieceSize));
    },
    async write(_bucket, key, chunks) {
      const parts: string[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      objects.set(key, Buffer.from(parts.join('')));
    },
    list(_bucket, prefix, after = '') {
      const found = [...objects].filter(([key]) => key.startsWith(prefix) && key > after);
      return Promise.resolve(
        found.map(([key, bytes]) => ({ key, etag: etagOf(bytes), size: bytes.length, modifiedAt: new Date(0) })),
      );
    },
    placeFor: (_bucket, key) => Promise.resolve({ url: 'http://bucket', fields: { key } }),
    link: (_bucket, key) => Promise.resolve(`http://bucket/${key}`),
  };
}

// oxlint-disable-next-line require-await -- a stream is asynchronous
async function* pieces(bytes: Buffer, from: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
