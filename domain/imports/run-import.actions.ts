import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { CsvRecord } from './csv.ts';
import {
  applyChunk,
  type Chunk,
  claimImport,
  failImport,
  findImportWork,
  finishImport,
  type ImportWork,
  noteIgnoredColumns,
  releaseImport,
} from './import.sql.ts';
import { openSource } from './import-source.actions.ts';
import { writeRejects } from './rejects.actions.ts';
import type { ParsedRow } from './rows.ts';

/** Largest chunk, in rows and in bytes of JSON: a Data API request is at most 4 MiB, with every quote escaped. */
const chunkLimit = { rows: 4_000, bytes: 1_200_000 };

/** So often may an import be handed on: at 15 minutes each that is a day and a half. */
const maxHops = 150;

export type Pace = {
  /** Time left for this invocation, in ms. */
  remainingMs: () => number;
  /** When so much is left, the rest is handed to a new invocation, in ms. */
  reserveMs: number;
  /** Rows a chunk, where the usual number does not fit. */
  chunkRows?: number;
};

/** Another worker has moved the import on: this one stops, and nothing is lost. */
class Superseded extends Error {}

/**
 * Works on an import until it has ended, time runs short, or another worker turns out to have it.
 * Safe to call for any import at any time, any number of times at once.
 * @returns what became of it
 * @throws what kept it from going on; the import can be taken again at once
 */
export async function runImport(
  platform: Platform,
  id: string,
  pace: Pace,
): Promise<'ended' | 'handed on' | 'not mine'> {
  const worker = platform.clock.newId();
  const claimed = await claimImport(platform.db, id, worker);
  if (!claimed) return 'not mine';
  try {
    if (claimed.hops > maxHops)
      throw new DomainError('invalid', 'import.endless', 'The import did not end after many tries');
    const done = await applyFile(platform, claimed, pace);
    if (!done) {
      await releaseImport(platform.db, id, worker);
      await platform.workers.resumeImport(id);
      return 'handed on';
    }
    const rejects = done.rejected > 0 ? await writeRejects(platform, done) : { key: null, raws: [] };
    await finishImport(platform.db, { id, rejectsKey: rejects.key, raws: rejects.raws });
    return 'ended';
  } catch (error) {
    if (error instanceof Superseded) return 'not mine';
    if (error instanceof DomainError && error.problem !== 'unavailable') {
      await failImport(platform.db, id, error.message);
      return 'ended';
    }
    await releaseImport(platform.db, id, worker).catch((failed: unknown) => {
      log.warn('The lease stays until it runs out', { failed });
    });
    throw error;
  } finally {
    await platform.relayEvents();
  }
}

/** @returns the import when every row has been applied, undefined when time ran short before */
async function applyFile(platform: Platform, claimed: ImportWork, pace: Pace): Promise<ImportWork | undefined> {
  // A worker ended between the last chunk and the end: S3 refuses to read from behind the last byte.
  if (claimed.byteOffset > 0 && claimed.byteOffset === claimed.size) return claimed;
  const source = await openSource(platform, claimed);
  const { file, layout } = source;
  if (claimed.byteOffset === 0 && layout.ignored.length > 0)
    await noteIgnoredColumns(platform.db, claimed.id, layout.ignored);

  const writer = new ChunkWriter(platform, claimed, file.body, pace.chunkRows ?? chunkLimit.rows);
  const records = await source.recordsFrom(claimed.byteOffset, claimed.lineNumber);
  for await (const piece of records) {
    for (const record of piece) {
      const read = source.parse(record);
      // Read again only to count what came before.
      if (record.end <= claimed.byteOffset) continue;
      writer.add(record, read);
      if (writer.isFull) await writer.flush();
    }
    if (pace.remainingMs() < pace.reserveMs) {
      await writer.flush();
      await writer.settle();
      return undefined;
    }
  }
  return writer.end(source.bytesRead());
}

/** Gathers rows into chunks and applies them in order, reading on while the last one is being written. */
class ChunkWriter {
  readonly #platform: Platform;
  readonly #rowLimit: number;
  #import: ImportWork;
  #chunk: Chunk;
  #bytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(platform: Platform, claimed: ImportWork, body: { from: number; line: number }, rowLimit: number) {
    this.#platform = platform;
    this.#rowLimit = rowLimit;
    this.#import = claimed;
    const from = claimed.byteOffset;
    const fresh = from === 0;
    this.#chunk = {
      from,
      to: fresh ? body.from : from,
      toLine: fresh ? body.line : claimed.lineNumber,
      rows: [],
      refused: [],
    };
  }

  get isFull(): boolean {
    return this.#chunk.rows.length + this.#chunk.refused.length >= this.#rowLimit || this.#bytes >= chunkLimit.bytes;
  }

  add(record: CsvRecord, read: ParsedRow): void {
    if ('row' in read) {
      this.#chunk.rows.push(read.row);
      for (const value of read.row) this.#bytes += typeof value === 'string' ? value.length + 6 : 6;
    } else {
      this.#chunk.refused.push([record.line, read.column, read.reason]);
      this.#bytes += read.reason.length + 30;
    }
    this.#chunk.to = record.end;
    this.#chunk.toLine = record.lastLine;
  }

  /** Starts writing what was gathered, once the chunk before is in. */
  async flush(): Promise<void> {
    const chunk = this.#chunk;
    if (chunk.to === chunk.from) return;
    this.#chunk = { from: chunk.to, to: chunk.to, toLine: chunk.toLine, rows: [], refused: [] };
    this.#bytes = 0;
    await this.settle();
    this.#writing = this.#write(chunk);
    // Its failure is met by the next settle; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  /** Waits until everything flushed is in. */
  settle(): Promise<void> {
    return this.#writing;
  }

  /** Writes the rest, up to the last byte that was read: blank lines at the end belong to no record. */
  async end(bytesRead: number): Promise<ImportWork> {
    this.#chunk.to = Math.max(this.#chunk.to, bytesRead);
    await this.flush();
    await this.settle();
    return this.#import;
  }

  async #write(chunk: Chunk): Promise<void> {
    const { id, worker } = this.#import;
    const applied = await applyChunk(this.#platform.db, id, chunk);
    // No row: another worker has moved the import, or our own call did, and its reply was lost.
    const now = applied ?? (await findImportWork(this.#platform.db, id));
    if (!now || now.worker !== worker || now.byteOffset !== chunk.to || now.status !== 'running')
      throw new Superseded();
    this.#import = now;
  }
}
