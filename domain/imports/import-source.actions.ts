import { DomainError } from '#domain/errors.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { everyStore } from '#domain/stores/store.actions.ts';
import { layoutOf, type Layout } from './columns.ts';
import { type CsvRecord, readRecords } from './csv.ts';
import { rearmed } from './formulas.ts';
import type { ImportWork } from './import.sql.ts';
import { type CsvFile, openCsv } from './import-file.ts';
import { Occurrences } from './occurrences.ts';
import { type ParsedRow, parseRow, type RowContext } from './rows.ts';

/** An import's file, open for reading, with what its rows mean. */
export type Source = {
  file: CsvFile;
  layout: Layout;
  /** Records from the checkpoint on; from the begin where the rows before it must be counted again. */
  recordsFrom(offset: number, line: number): Promise<AsyncIterable<CsvRecord[]>>;
  /** Reads a record; each must be given once and in order, since some are told apart by counting them. */
  parse(record: CsvRecord): ParsedRow;
  /** Which of its kind the last parsed record was, where they are counted. */
  lastOccurrence(): number;
  /** The offset behind the last byte that has come. */
  bytesRead(): number;
};

/**
 * Opens an import's file and makes sense of its header.
 * @throws DomainError when the file is gone or replaced, is no CSV, lacks a column or is of no known kind
 */
export async function openSource(platform: Platform, work: ImportWork): Promise<Source> {
  const stores = await everyStore(platform);
  const counter = { offset: 0 };
  const file = await openCsv(counted(await platform.files.read(work, 0), counter));
  const layout = layoutIn(work, file.header);
  const occurrences = new Occurrences();
  let last = 0;
  const context: RowContext = {
    storeByCode: new Map(stores.map((store) => [store.code.toLowerCase(), store])),
    store: stores.find((store) => store.id === work.storeId) ?? null,
    comma: file.delimiter === ';',
    keyOf,
    nth: (...parts) => (last = occurrences.nth(...parts)),
  };
  return {
    file,
    layout,
    async recordsFrom(offset, line) {
      if (offset <= file.body.from || layout.isCounted) return file.records;
      await file.records.return(undefined);
      counter.offset = offset;
      const rest = counted(await platform.files.read(work, offset), counter);
      return readRecords(rest, { from: offset, line, delimiter: file.delimiter, encoding: file.encoding });
    },
    parse(record) {
      last = 0;
      if ('broken' in record) return { column: null, reason: record.broken };
      return parseRow(layout, record.line, rearmed(record.fields), context);
    },
    lastOccurrence: () => last,
    bytesRead: () => counter.offset,
  };
}

async function* counted(bytes: AsyncIterable<Uint8Array>, counter: { offset: number }): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    counter.offset += piece.length;
    yield piece;
  }
}

function layoutIn(work: ImportWork, header: string[]): Layout {
  if (work.kind === 'unknown')
    throw new DomainError(
      'invalid',
      'import.kind',
      'Nobody knows what this file holds: drop it under uploads/products/, uploads/stock/, uploads/deliveries/ or uploads/sales/',
    );
  const layout = layoutOf(work.kind, header, work.storeId !== null);
  if (typeof layout === 'string') throw new DomainError('invalid', 'import.header', layout);
  return layout;
}
