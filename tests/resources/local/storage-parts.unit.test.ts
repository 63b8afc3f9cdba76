import { expect, test } from 'vitest';
import { unchunk } from '#local/storage-chunked.ts';
import { readForm } from '#local/storage-form.ts';
import { nextSequencer } from '#local/storage-notice.ts';

/** The bytes of a text, in pieces of `size`: the borders of what arrives must never matter. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function collect(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const file = '\r\n--edg\r\nsku,\0n\r\n-';
const form = [
  '--edge\r\nContent-Disposition: form-data; name="key"\r\n\r\nin/a.csv\r\n',
  '--edge\r\nContent-Disposition: form-data; name="Policy"\r\n\r\nabc\r\n',
  `--edge\r\nContent-Disposition: form-data; name="file"; filename="C:\\dir\\my file.csv"\r\nContent-Type: text/csv\r\n\r\n${file}\r\n`,
  '--edge--\r\n',
].join('');

test.each([1, 2, 3, 7, 64, 10_000])(
  'a form in pieces of %d bytes gives its fields, and the file byte for byte',
  async (size) => {
    const read = await readForm(pieces(form, size), 'multipart/form-data; boundary=edge');
    expect([...read.fields]).toEqual([
      ['key', 'in/a.csv'],
      ['policy', 'abc'],
    ]);
    expect(read.fileName).toBe('my file.csv');
    expect(await collect(read.file)).toBe(file);
  },
);

test.each([
  ['ends before its last boundary', form.slice(0, -12), 'MalformedPOSTRequest'],
  [
    'has no file',
    form.replace(/--edge\r\nContent-Disposition: form-data; name="file"[^]*\r\n--edge--/, '--edge--'),
    'InvalidArgument',
  ],
  ['has more than 20 KB before its file', form.replace('abc', 'x'.repeat(21_000)), 'MaxPostPreDataLengthExceeded'],
])('a form that %s is refused', async (_name, text, code) => {
  const whole = readForm(pieces(text, 100), 'multipart/form-data; boundary="edge"').then((read) => collect(read.file));
  await expect(whole).rejects.toMatchObject({ code });
});

const framed = '5;chunk-signature=abc\r\nhello\r\n8\r\n, world!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

test.each([1, 2, 5, 1_000])('frames are taken off a body that comes in pieces of %d bytes', async (size) => {
  expect(await collect(unchunk(pieces(framed, size)))).toBe('hello, world!');
});

test('a framed body that ends early is an error, not a short file', async () => {
  await expect(collect(unchunk(pieces(framed.slice(0, 40), 7)))).rejects.toMatchObject({ code: 'IncompleteBody' });
});

test('sequencers grow within a millisecond, when the clock goes back, and have one length', () => {
  const sequencers = [1_800_000_000_000, 1_800_000_000_000, 1_700_000_000_000, 1_800_000_000_001].map(nextSequencer);
  expect(sequencers).toEqual(sequencers.toSorted());
  expect(new Set(sequencers).size).toBe(4);
  expect(new Set(sequencers.map((sequencer) => sequencer.length)).size).toBe(1);
});
