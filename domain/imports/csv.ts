import { CsvError, type Info, parse, type Parser } from 'csv-parse';

/**
 * A record of the file, or a physical line that is no record, with its text. `end` is the offset of the byte behind it,
 * `line` and `lastLine` are the lines of the file that it begins and ends on.
 */
export type CsvRecord = { line: number; lastLine: number; end: number } & (
  | { fields: string[] }
  | { broken: string; text: string }
);

/** How much of a broken line is kept, in bytes. */
const keptBytes = 8 * 1024;

/** Longest record, in bytes: an open quote must not swallow the file. */
export const maxRecordBytes = 1024 ** 2;

const lineFeed = 0x0a;

/**
 * Reads records from a stream of bytes that begins at offset `from`, right behind line `line` of the file.
 * Where the parser stops at an error, that physical line is given out as broken and parsing starts again behind it.
 * Blank lines are passed over. Yields the records of one piece of input at a time.
 */
export async function* readRecords(
  source: AsyncIterable<Uint8Array>,
  start: { from: number; line: number; delimiter: string; encoding: BufferEncoding },
): AsyncGenerator<CsvRecord[]> {
  const reader = new RecordReader(start);
  for await (const piece of source)
    yield await reader.feed(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  yield await reader.end();
}

class RecordReader {
  readonly #options: { delimiter: string; encoding: BufferEncoding };
  #parser: Parser;
  // Where the present parser began, and where the last good record ended.
  #base: { offset: number; line: number };
  #last: { offset: number; line: number };
  // The bytes behind the last good record, to start again from.
  #tail: Buffer = Buffer.alloc(0);
  // In the middle of a broken line whose end has not come yet: why it is broken, and how it begins.
  #skipping: { reason: string; begin: Buffer } | undefined;

  constructor(start: { from: number; line: number; delimiter: string; encoding: BufferEncoding }) {
    this.#options = start;
    this.#base = this.#last = { offset: start.from, line: start.line };
    this.#parser = this.#open();
  }

  async feed(piece: Buffer): Promise<CsvRecord[]> {
    const found: CsvRecord[] = [];
    if (this.#skipping !== undefined) {
      this.#tail = Buffer.concat([this.#tail, piece]);
      await this.#restart(this.#skipping.reason, found, false);
    } else await this.#take(piece, found, false);
    return found;
  }

  async end(): Promise<CsvRecord[]> {
    const found: CsvRecord[] = [];
    if (this.#skipping !== undefined) await this.#restart(this.#skipping.reason, found, true);
    await this.#take(null, found, true);
    return found;
  }

  /** Parses a piece (null: the end of the file) and goes on behind an error, line by line for the rest of the piece. */
  async #take(piece: Buffer | null, found: CsvRecord[], atEnd: boolean): Promise<void> {
    if (piece) this.#tail = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    const error = await this.#parse(piece, found);
    if (error) await this.#restart(reasonOf(error), found, atEnd);
  }

  /** Gives out the line behind the last good record as broken, and goes on behind it, as often as need be. */
  async #restart(error: string, found: CsvRecord[], atEnd: boolean): Promise<void> {
    let rest = this.#tail;
    for (let reason: string | undefined = error; reason !== undefined;) {
      const length = this.#skipLine(rest, reason, found, atEnd);
      if (length === undefined) return;
      this.#parser = this.#open();
      // Line by line, so that the next error costs one line and not the piece. The tail is a view on the same bytes.
      const whole: Buffer = rest.subarray(length);
      this.#tail = whole.subarray(0, 0);
      reason = undefined;
      for (let at = 0; at < whole.length && reason === undefined;) {
        const next = whole.indexOf(lineFeed, at) + 1 || whole.length;
        this.#tail = whole.subarray(at - this.#tail.length, next);
        const failed = await this.#parse(whole.subarray(at, next), found);
        if (failed) [reason, rest] = [reasonOf(failed), whole.subarray(next - this.#tail.length)];
        at = next;
      }
    }
    if (atEnd) await this.#take(null, found, true);
  }

  /** @returns how many bytes the broken line takes, or undefined when its end has not come yet */
  #skipLine(bytes: Buffer, reason: string, found: CsvRecord[], atEnd: boolean): number | undefined {
    let { offset, line } = this.#last;
    let start = 0;
    // Blank lines before the broken one were passed over.
    for (
      let blank = this.#skipping === undefined ? blankLine(bytes, 0) : 0;
      blank > 0;
      blank = blankLine(bytes, start)
    ) {
      start += blank;
      line += 1;
    }
    const feed = bytes.indexOf(lineFeed, start);
    const length = feed < 0 ? bytes.length : feed + 1;
    offset += length;
    const kept = this.#skipping?.begin ?? Buffer.alloc(0);
    const begin = Buffer.concat([kept, bytes.subarray(start, Math.min(length, start + keptBytes - kept.length))]);
    if (feed < 0 && !atEnd) {
      // Of what the line holds no more than its begin is needed, and where it ends.
      this.#skipping = { reason, begin };
      this.#last = { offset, line };
      this.#tail = Buffer.alloc(0);
      return undefined;
    }
    this.#skipping = undefined;
    const text = begin.toString(this.#options.encoding).replace(/\r?\n$/, '');
    found.push({ line: line + 1, lastLine: line + 1, end: offset, broken: reason, text });
    this.#base = this.#last = { offset, line: line + 1 };
    return length;
  }

  async #parse(piece: Buffer | null, found: CsvRecord[]): Promise<Error | undefined> {
    const parser = this.#parser;
    const failed = new Promise<Error | undefined>((resolve) => {
      parser.once('error', resolve);
      if (piece) parser.write(piece, (error) => resolve(error ?? undefined));
      else parser.end(() => resolve(undefined));
    });
    this.#collect(found);
    const error = await failed;
    this.#collect(found);
    parser.removeAllListeners('error').on('error', () => undefined);
    return error;
  }

  #collect(found: CsvRecord[]): void {
    for (let next = this.#parser.read() as Parsed | null; next !== null; next = this.#parser.read() as Parsed | null) {
      const fields = next.record;
      const end = this.#base.offset + next.info.bytes;
      const lastLine = this.#base.line + next.info.lines;
      found.push({ line: lastLine - lineFeedsIn(fields), lastLine, end, fields });
      this.#tail = this.#tail.subarray(end - this.#last.offset);
      this.#last = { offset: end, line: lastLine };
    }
  }

  #open(): Parser {
    return parse({
      delimiter: this.#options.delimiter,
      encoding: this.#options.encoding,
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: maxRecordBytes,
      record_delimiter: ['\r\n', '\n'],
      ...streaming,
    });
  }
}

// Records are read as soon as they are parsed; the stream must not hold the writer back meanwhile.
const streaming = { readableHighWaterMark: Number.MAX_SAFE_INTEGER };

type Parsed = { record: string[]; info: Info };

function blankLine(bytes: Buffer, at: number): number {
  if (bytes[at] === lineFeed) return 1;
  return bytes[at] === 0x0d && bytes[at + 1] === lineFeed ? 2 : 0;
}

function lineFeedsIn(fields: string[]): number {
  let count = 0;
  for (const field of fields) for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count += 1;
  return count;
}

function reasonOf(error: Error): string {
  switch (error instanceof CsvError ? error.code : '') {
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quote closes in the middle of a field: double the quotes inside a quoted field';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands in the middle of a field: put the whole field in quotes and double the one inside';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return 'the row is longer than 1 MiB: a quote may be opened and never closed';
    default:
      return error.message;
  }
}
