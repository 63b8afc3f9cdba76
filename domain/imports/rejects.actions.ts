import { stringify } from 'csv-stringify/sync';
import type { Platform } from '#domain/platform/platform.ts';
import { disarmed } from './formulas.ts';
import { type ImportWork, listRejects } from './import.sql.ts';
import { openSource } from './import-source.actions.ts';

/** How many rejected rows keep their text in the database, and how much of it, in bytes. */
const kept = { rows: 50, bytes: 2_000 };

/**
 * Writes an import's rejected rows beside the uploads as CSV: the file's own columns, `reason`, and where lines are told
 * apart by counting them `occurrence`; mended, it can be dropped as it is. Rows that cannot be read stand in the first
 * column as they are. Nothing in it is calculated by the program that opens it.
 * @returns the new object's key, and the text of the first rows by line
 */
export async function writeRejects(
  platform: Platform,
  ended: ImportWork,
): Promise<{ key: string; raws: [line: number, text: string][] }> {
  const key = `rejects/${ended.id}/rejected-${ended.fileName.replace(/\.csv$/i, '')}.csv`;
  const raws: [number, string][] = [];
  await platform.files.write(ended.bucket, key, rejectedLines(platform, ended, raws));
  return { key, raws };
}

async function* rejectedLines(platform: Platform, ended: ImportWork, raws: [number, string][]): AsyncGenerator<string> {
  const source = await openSource(platform, ended);
  const { file, layout } = source;
  // A file of mended rejects has these two columns already: they are made anew.
  const own = file.header.flatMap((name, index) => (/^\s*(reason|occurrence)\s*$/i.test(name) ? [] : [index]));
  const line = (fields: string[]) => stringify([fields], { delimiter: file.delimiter });
  const header = own.map((index) => file.header[index] ?? '');
  yield `\uFEFF${line([...header, 'reason', ...(layout.isCounted ? ['occurrence'] : [])].map(disarmed))}`;

  const rejects = rejectsInOrder(platform, ended.id);
  let next = await rejects.next();
  for await (const records of file.records) {
    let text = '';
    for (const record of records) {
      source.parse(record);
      if (next.done === true || next.value.line !== record.line) continue;
      const fields = 'fields' in record ? record.fields : [record.text];
      const reason = next.value.column === null ? next.value.reason : `${next.value.column}: ${next.value.reason}`;
      if (raws.length < kept.rows) raws.push([record.line, cutBytes(line(fields).trimEnd(), kept.bytes)]);
      const row = [
        ...own.map((index) => fields[index] ?? ''),
        reason,
        ...(layout.isCounted ? [source.lastOccurrence() > 0 ? String(source.lastOccurrence()) : ''] : []),
        // More fields than the header has columns: kept behind, so that nothing is lost.
        ...fields.slice(file.header.length),
      ];
      text += line(row.map(disarmed));
      next = await rejects.next();
    }
    if (text !== '') yield text;
    if (next.done === true) return;
  }
}

async function* rejectsInOrder(platform: Platform, id: string) {
  for (let after = 0; ;) {
    const page = await listRejects(platform.db, id, after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < 1_000) return;
    after = last.line;
  }
}

function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, most), { stream: true });
}
