import { DomainError } from '#domain/errors.ts';
import { type CsvRecord, readRecords } from './csv.ts';

/** The begin of a CSV file: how it is written, its header, and its records. */
export type CsvFile = {
  delimiter: string;
  encoding: BufferEncoding;
  header: string[];
  /** Where the first record behind the header begins. */
  body: { from: number; line: number };
  /** The records behind the header, a piece of input at a time. */
  records: AsyncGenerator<CsvRecord[]>;
};

const sampleBytes = 64 * 1024;

/**
 * Looks at the first bytes of a file and reads its header.
 * @throws DomainError `file.*` with what to do, when this is no CSV file
 */
export async function openCsv(source: AsyncIterable<Uint8Array>): Promise<CsvFile> {
  const input = source[Symbol.asyncIterator]();
  let sample = Buffer.alloc(0);
  let ended = false;
  while (!ended && sample.length < sampleBytes) {
    const next = await input.next();
    if (next.done === true) ended = true;
    else sample = Buffer.concat([sample, next.value]);
  }
  const encoding = encodingOf(sample);
  const delimiter = delimiterOf(sample.toString(encoding));
  async function* whole() {
    try {
      yield sample;
      if (ended) return;
      for (let next = await input.next(); next.done !== true; next = await input.next()) yield next.value;
    } finally {
      await input.return?.();
    }
  }
  const all = readRecords(whole(), { from: 0, line: 0, delimiter, encoding });
  // The parser gives a record out once it has seen what follows: the first may come with the end of the file.
  let piece = await all.next();
  while (piece.done !== true && piece.value.length === 0) piece = await all.next();
  const [head, ...rest] = piece.done === true ? [] : piece.value;
  if (head === undefined) throw invalid('empty', 'The file holds nothing but blank lines');
  if ('broken' in head) throw invalid('header', `The header cannot be read: ${head.broken}`);
  async function* behindHeader() {
    yield rest;
    yield* all;
  }
  return {
    delimiter,
    encoding,
    header: head.fields,
    body: { from: head.end, line: head.lastLine },
    records: behindHeader(),
  };
}

const invalid = (problem: string, message: string) => new DomainError('invalid', `file.${problem}`, message);

function encodingOf(sample: Buffer): BufferEncoding {
  if (sample.length === 0) throw invalid('empty', 'The file is empty');
  const magic = sample.subarray(0, 4).toString('latin1');
  if (magic.startsWith('PK'))
    throw invalid('binary', 'This is an Excel workbook or a zip; save it as CSV (UTF-8) and drop that');
  if (magic.startsWith('\u001f\u008b')) throw invalid('binary', 'This is a gzip; drop the CSV inside it');
  if (magic.startsWith('\u00ff\u00fe') || magic.startsWith('\u00fe\u00ff'))
    throw invalid('encoding', 'The file is UTF-16; save it as CSV UTF-8 and drop that');
  const zeros = sample.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (zeros * 10 > sample.length) throw invalid('binary', 'This is not a text file; drop a CSV');
  // A character may be cut at the sample's end: stream mode forgives that. Windows' western code page else.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf8';
  } catch {
    return 'latin1';
  }
}

function delimiterOf(sample: string): string {
  const firstLine = /^\uFEFF?\s*([^\n]*)/.exec(sample)?.[1] ?? '';
  const unquoted = firstLine.replaceAll(/"[^"]*"/g, '');
  const [best = ','] = [',', ';', '\t', '|'].toSorted((a, b) => unquoted.split(b).length - unquoted.split(a).length);
  return best;
}
