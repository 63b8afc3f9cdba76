import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { CsvRecord } from './csv.ts';
import { applyChunk, findImportWork, type ImportWork } from './import.sql.ts';
import type { ParsedRow, SqlRow } from './rows.ts';

/** Largest chunk, in rows and in bytes of JSON: a Data API request is at most 4 MiB, with every quote escaped. */
const limit = { rows: 4_000, bytes: 1_200_000 };

/** Another worker has moved the import on: this one stops, and nothing is lost. */
export class Superseded extends Error {}

type Entry = { end: number; lastLine: number; line: number; read: ParsedRow };
/** Entries between two offsets of the file. */
type Part = { from: number; to: number; toLine: number; entries: Entry[] };

/** Gathers rows into chunks and applies them in order, reading on while the last one is being written. */
export class ChunkWriter {
  readonly #platform: Platform;
  readonly #rowLimit: number;
  #import: ImportWork;
  #part: Part;
  #bytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(platform: Platform, claimed: ImportWork, body: { from: number; line: number }, rowLimit = limit.rows) {
    this.#platform = platform;
    this.#rowLimit = rowLimit;
    this.#import = claimed;
    const from = claimed.byteOffset;
    const [to, toLine] = from === 0 ? [body.from, body.line] : [from, claimed.lineNumber];
    this.#part = { from, to, toLine, entries: [] };
  }

  get isFull(): boolean {
    return this.#part.entries.length >= this.#rowLimit || this.#bytes >= limit.bytes;
  }

  add({ line, lastLine, end }: CsvRecord, read: ParsedRow): void {
    this.#part.entries.push({ line, lastLine, end, read });
    if ('row' in read) for (const value of read.row) this.#bytes += typeof value === 'string' ? value.length + 6 : 6;
    else this.#bytes += read.reason.length + 30;
    this.#part.to = end;
    this.#part.toLine = lastLine;
  }

  /** Starts writing what was gathered, once the chunk before is in. */
  async flush(): Promise<void> {
    const part = this.#part;
    if (part.to === part.from) return;
    this.#part = { from: part.to, to: part.to, toLine: part.toLine, entries: [] };
    this.#bytes = 0;
    await this.settle();
    this.#writing = this.#write(part);
    // Its failure is met by the next settle; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  /** Waits until everything flushed is in. */
  settle(): Promise<void> {
    return this.#writing;
  }

  /** Writes the rest, up to the last byte that was read: blank lines at the end belong to no record. */
  async end(bytesRead: number): Promise<ImportWork> {
    this.#part.to = Math.max(this.#part.to, bytesRead);
    await this.flush();
    await this.settle();
    return this.#import;
  }

  async #write(part: Part): Promise<void> {
    const { id, worker } = this.#import;
    let applied: ImportWork | undefined;
    try {
      applied = await applyChunk(this.#platform.db, id, chunkOf(part));
    } catch (error) {
      for (const smaller of withoutCulprit(part, error)) await this.#write(smaller);
      return;
    }
    // No row: another worker has moved the import, or our own call did, and its reply was lost.
    const now = applied ?? (await findImportWork(this.#platform.db, id));
    if (!now || now.worker !== worker || now.byteOffset !== part.to || now.status !== 'running') throw new Superseded();
    this.#import = now;
  }
}

function chunkOf({ from, to, toLine, entries }: Part) {
  const rows: SqlRow[] = [];
  const refused: [number, string | null, string][] = [];
  for (const { line, read } of entries) {
    if ('row' in read) rows.push(read.row);
    else refused.push([line, read.column, read.reason]);
  }
  return { from, to, toLine, rows, refused };
}

/**
 * The database refused the whole part for a value in one of its rows: halves of it, and at last that row as rejected.
 * @throws the error itself when no row is to blame
 */
function withoutCulprit(part: Part, error: unknown): Part[] {
  const { entries } = part;
  const [only] = entries;
  if (!(error instanceof DomainError) || error.problem === 'unavailable' || only === undefined) throw error;
  if (entries.length > 1) {
    const [first, second] = [entries.slice(0, entries.length >> 1), entries.slice(entries.length >> 1)];
    const { end, lastLine } = first.at(-1) ?? only;
    return [
      { from: part.from, to: end, toLine: lastLine, entries: first },
      { from: end, to: part.to, toLine: part.toLine, entries: second },
    ];
  }
  if (!('row' in only.read)) throw error;
  return [{ ...part, entries: [{ ...only, read: { column: null, reason: error.message } }] }];
}
