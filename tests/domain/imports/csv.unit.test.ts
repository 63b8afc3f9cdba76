import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, maxRecordBytes, readRecords } from '#domain/imports/csv.ts';

/** Reads a text cut into pieces of the given size. */
async function read(text: string | Buffer, pieceSize = 64 * 1024, from = 0, line = 0): Promise<CsvRecord[]> {
  const bytes = Buffer.from(text as string);
  // oxlint-disable-next-line require-await -- a stream is asynchronous
  async function* pieces() {
    for (let at = from; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  const found: CsvRecord[] = [];
  const start = { from, line, delimiter: ',', encoding: 'utf8' } as const;
  for await (const records of readRecords(pieces(), start)) found.push(...records);
  return found;
}

const short = (records: CsvRecord[]) =>
  records.map((record) =>
    'fields' in record ? `${record.line}: ${record.fields.join('|')}` : `${record.line} broken`,
  );

describe('a file is read', () => {
  test('with the line each record begins at, over quotes, line breaks in fields, blank lines and a byte order mark', async () => {
    const text = '\uFEFFa,b\r\n1,"two\nlines"\r\n\r\n3,"with ""quotes"""\n\n4,end';
    expect(short(await read(text))).toEqual(['1: a|b', '2: 1|two\nlines', '5: 3|with "quotes"', '7: 4|end']);
  });

  test('to its last byte: the last record ends where the file ends', async () => {
    const text = 'a,b\n1,é\n2,€';
    expect((await read(text)).at(-1)?.end).toBe(Buffer.byteLength(text));
  });

  test('the same in pieces of any size, and from any record on', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '€', '"', ',', '\n', '\r\n', ' ', '1') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.nat(12),
        async (rows, size) => {
          const text = stringify(rows, { quoted: true });
          const whole = await read(text);
          expect(whole.map((record) => 'fields' in record && record.fields)).toEqual(rows);
          expect(await read(text, size + 1)).toEqual(whole);
          const [first] = whole;
          if (first && 'fields' in first && !first.fields.join('').includes('\n'))
            expect(await read(text, size + 1, first.end, 1)).toEqual(whole.slice(1));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a broken quote costs its physical line and no other', () => {
  const good = Array.from({ length: 5 }, (_, n) => `${n},good`);
  test.each([
    ['text behind a closing quote', '1,"2"z'],
    ['a quote inside an unquoted field', '1,a"b'],
    ['an open quote', '1,"open'],
    ['an open quote at the line begin', '"1,open'],
  ])('%s', async (_, bad) => {
    const lines = ['a,b', ...good, bad, ...good, bad, bad, ...good];
    const expected = lines.map((line, n) => (line === bad ? `${n + 1} broken` : `${n + 1}: ${line.replace(',', '|')}`));
    for (const size of [1, 7, 64 * 1024]) {
      const records = await read(`${lines.join('\n')}\n`, size);
      expect(short(records)).toEqual(expected);
      expect(records.at(-1)?.end).toBe(Buffer.byteLength(`${lines.join('\n')}\n`));
    }
  });

  test('at the end of a file without a last line feed', async () => {
    expect(short(await read('a,b\n1,2\n\n3,"open'))).toEqual(['1: a|b', '2: 1|2', '4 broken']);
  });

  test('over more than the longest record there may be', async () => {
    const rest = Array.from({ length: 30_000 }, (_, n) => `${n},${'x'.repeat(60)}`);
    const records = await read(['a,b', '1,"open', ...rest, ''].join('\n'));
    expect(records).toHaveLength(30_002);
    expect(short(records.slice(0, 3))).toEqual(['1: a|b', '2 broken', `3: 0|${'x'.repeat(60)}`]);
  });

  test('even if one physical line is longer than that, in any pieces', async () => {
    const long = `1,${'y'.repeat(maxRecordBytes * 2)}`;
    for (const size of [100_000, 4 * maxRecordBytes]) {
      const records = await read(`a,b\n${long}\n2,3\n`, size);
      expect(short(records)).toEqual(['1: a|b', '2 broken', '3: 2|3']);
    }
  });

  test('on every line of a file, in a time that grows with its length', async () => {
    const records = await read(`a,b\n${'1,"2"z\n'.repeat(5_000)}`);
    expect(records.filter((record) => 'broken' in record)).toHaveLength(5_000);
  });
});
