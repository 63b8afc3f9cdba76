import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';

/** A gzip that grows in memory: what is held is the packed bytes, not the lines. */
export type Packer = {
  rows: number;
  /** Of the lines, unpacked. */
  bytes: number;
  /** Adds lines, while the caller goes on; waits for those before. */
  add(lines: string, rows: number): Promise<void>;
  end(): Promise<{ bytes: Buffer; sha256: string }>;
};

/** @returns an empty one */
export function openPacker(): Packer {
  // Level 4: a tenth larger than the default, in half the time.
  const gzip = createGzip({ level: 4 });
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  const ended = new Promise<void>((resolve, reject) => gzip.on('end', resolve).on('error', reject));
  let before = Promise.resolve();
  const packer: Packer = {
    rows: 0,
    bytes: 0,
    async add(lines, rows) {
      packer.rows += rows;
      packer.bytes += Buffer.byteLength(lines) + 1;
      await before;
      before = new Promise((resolve, reject) => {
        gzip.write(`${lines}\n`, (error) => (error == null ? resolve() : reject(error)));
      });
    },
    async end() {
      await before;
      gzip.end();
      await ended;
      const bytes = Buffer.concat(packed);
      return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
  };
  return packer;
}
