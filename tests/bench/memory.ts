import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCloud } from './cloud.ts';
import { writeSalesFile } from './data.ts';
import type { Table } from './table.ts';

const lines = 1_000_000;
const limitMb = 256;
const marks = [0.1, 0.5, 1];

/** The memory that the import of a long file holds on its way; flat, since a function has so much and no more. */
export async function benchMemory(cloud: BenchCloud, bundle: string, table: Table): Promise<void> {
  table.section(`Memory of an import of ${lines.toLocaleString('en')} lines (at most ${limitMb} MB)`);
  for (const hasLineNumbers of [true, false]) {
    const name = hasLineNumbers ? 'with line numbers' : 'without line numbers';
    const file = join(cloud.directory, 'long.csv');
    await writeSalesFile(file, lines, hasLineNumbers);
    const database = await cloud.clone();
    const pool = cloud.pool(database, 1);
    const running = await cloud.run(bundle, database);
    const event = await cloud.upload(`uploads/sales/${database}.csv`, file);
    const held: number[] = [];
    let ended: { ms: number; maxRss: number } | undefined;
    const done = running.invoke(event).then((answer) => (ended = answer));
    while (ended === undefined) {
      await Promise.race([done, sleep(250)]);
      const { rows } = await pool.query<{ share: number }>('select byte_offset::float8 / size as share from import');
      const share = rows[0]?.share ?? 0;
      if (share >= (marks[held.length] ?? 2)) {
        held.push(await running.rss());
        table.progress(`a million lines ${name}: ${Math.round(share * 100)} %`);
      }
    }
    const { ms, maxRss } = await done;
    await running.stop();
    await pool.end();
    await cloud.drop(database);
    const mb = (bytes = Number.NaN): string => `${Math.round(bytes / 1024 ** 2)} MB`;
    table.row(
      name,
      `${mb(maxRss)} at most`,
      `${held.map((bytes, index) => `${mb(bytes)} at ${(marks[index] ?? 0) * 100} %`).join(', ')}; ` +
        `${Math.round(lines / (ms / 1000)).toLocaleString('en')} rows/s`,
    );
    if (maxRss > limitMb * 1024 ** 2) table.row('', 'TOO MUCH');
  }
}
