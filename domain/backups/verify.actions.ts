import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { Manifest, type Part } from './backup.ts';

/** Where a backup lies. */
export type Source = {
  manifest(): Promise<string>;
  /** The bytes of a part; undefined if it is not there. */
  read(key: string): Promise<Uint8Array | undefined>;
};

const unzip = promisify(gunzip);
const newline = 10;

const broken = (code: string, message: string, options?: ErrorOptions): DomainError =>
  new DomainError('invalid', `backup.${code}`, `${message}. Nothing was changed.`, options);

/** @throws DomainError `backup.manifest` when it is no manifest */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw broken('manifest', 'The manifest cannot be read: it is no JSON, or not all of it is there', { cause: error });
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw broken('manifest', `The manifest cannot be read: ${z.prettifyError(parsed.error)}`);
  const wrong = parsed.data.tables.find(({ rows, parts }) => rows !== parts.reduce((sum, part) => sum + part.rows, 0));
  if (wrong !== undefined)
    throw broken('manifest', `The manifest cannot be right: the parts of ${wrong.name} do not add up to its rows`);
  return parsed.data;
}

/**
 * The lines of a part, after its size, its hash, its packing and its number of lines were found to be right.
 * @throws DomainError naming the part and what is wrong with it
 */
export async function readPart(source: Source, { key, rows, bytes, sha256 }: Part): Promise<Buffer> {
  const packed = await source.read(key);
  if (packed === undefined) throw broken('missing', `The part ${key} is missing`);
  if (packed.length !== bytes)
    throw broken('size', `The part ${key} has ${packed.length} bytes instead of ${bytes}: it was cut off or replaced`);
  const found = createHash('sha256').update(packed).digest('hex');
  if (found !== sha256)
    throw broken('hash', `The part ${key} is damaged: its SHA-256 is ${found} instead of ${sha256}`);
  const lines = await unzip(packed).catch((error: unknown) => {
    throw broken('packing', `The part ${key} cannot be unpacked: ${error instanceof Error ? error.message : ''}`);
  });
  let count = 0;
  for (let at = lines.indexOf(newline); at >= 0; at = lines.indexOf(newline, at + 1)) count += 1;
  if (count !== rows) throw broken('rows', `The part ${key} has ${count} rows instead of ${rows}`);
  return lines;
}

/**
 * Looks at every part before anything is done with any.
 * @param report is told how far it is
 * @throws DomainError for the first that is not as the manifest says
 */
export async function verifyParts(source: Source, manifest: Manifest, report: (line: string) => void): Promise<void> {
  const parts = manifest.tables.flatMap((table) => table.parts);
  for (const [index, part] of parts.entries()) {
    await readPart(source, part);
    if ((index + 1) % 20 === 0 || index + 1 === parts.length) report(`Verified ${index + 1} of ${parts.length} parts`);
  }
}
