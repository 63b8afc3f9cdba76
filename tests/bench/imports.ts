import { join } from 'node:path';
import type { BenchCloud } from './cloud.ts';
import { importByStatement } from './best-import.ts';
import { writeSalesFile } from './data.ts';
import { median, type Table } from './table.ts';

const lines = 100_000;
const warmLines = 4_000;

/** What one way in achieved: ms of each run. */
type Runs = { whole: number[]; database: number[] };

/**
 * Imports of 100,000 sale lines: ours whole (event, function, SDK, Data API, PostgreSQL), beside the best single
 * statement, in turns, each on a fresh database with the same products and levels.
 */
export async function benchImports(cloud: BenchCloud, bundle: string, rounds: number, table: Table): Promise<void> {
  const numbered = join(cloud.directory, 'numbered.csv');
  const counted = join(cloud.directory, 'counted.csv');
  const warm = join(cloud.directory, 'warm.csv');
  await writeSalesFile(numbered, lines, true);
  await writeSalesFile(counted, lines, false);
  await writeSalesFile(warm, warmLines, true);
  const ours: Record<'numbered' | 'counted' | 'replay', number[]> = { numbered: [], counted: [], replay: [] };
  const best: Record<'whole' | 'chunks' | 'minimal', Runs> = { whole: runs(), chunks: runs(), minimal: runs() };

  for (let round = 1; round <= rounds; round += 1) {
    table.progress(`100,000 lines, round ${round} of ${rounds}`);
    await statement(cloud, numbered, 'same', lines, best.whole);
    await withFunction(cloud, bundle, warm, async (database, drop) => {
      ours.numbered.push(await drop('numbered', numbered, lines, 0));
      ours.replay.push(await drop('again', numbered, 0, lines));
      await checkLevels(cloud, database);
    });
    await statement(cloud, numbered, 'same', 4_000, best.chunks);
    await withFunction(cloud, bundle, warm, async (database, drop) => {
      ours.counted.push(await drop('counted', counted, lines, 0));
      await checkLevels(cloud, database);
    });
    await statement(cloud, numbered, 'minimal', lines, best.minimal);
  }

  const [whole, chunks] = [median(best.whole.whole), median(best.chunks.whole)];
  const limit = Math.min(whole, chunks);
  const rate = (ms: number): string => `${Math.round(lines / (ms / 1000)).toLocaleString('en')} rows/s`;
  const part = (ms: number): string => (limit / ms).toFixed(2);
  table.section('Import of 100,000 sale lines (10 stores, 5,000 products; median)');
  table.row(
    'file with line numbers, whole',
    rate(median(ours.numbered)),
    `${part(median(ours.numbered))} of the best (target 0.5)`,
  );
  table.row(
    'file without line numbers, whole',
    rate(median(ours.counted)),
    `${part(median(ours.counted))} of the best (target 0.5)`,
  );
  table.row('the same file again, all duplicates', rate(median(ours.replay)));
  table.row(
    'best statement, same tables, one call',
    rate(whole),
    `database alone ${rate(median(best.whole.database))}`,
  );
  table.row(
    'best statement, same tables, 4,000 a call',
    rate(chunks),
    `database alone ${rate(median(best.chunks.database))}`,
  );
  table.row(
    'three minimal tables, one call',
    rate(median(best.minimal.whole)),
    'for information: no keys of movements, no facts',
  );
}

const runs = (): Runs => ({ whole: [], database: [] });

async function statement(cloud: BenchCloud, file: string, schema: 'same' | 'minimal', rows: number, into: Runs) {
  const database = await cloud.clone();
  const pool = cloud.pool(database, 1);
  const { wholeMs, databaseMs } = await importByStatement(pool, file, schema, rows);
  await pool.end();
  await cloud.drop(database);
  into.whole.push(wholeMs);
  into.database.push(databaseMs);
}

type Drop = (name: string, file: string, applied: number, duplicate: number) => Promise<number>;

/** A fresh database and a fresh process that has imported one small file, as a warm Lambda has. */
async function withFunction(
  cloud: BenchCloud,
  bundle: string,
  warm: string,
  work: (database: string, drop: Drop) => Promise<void>,
): Promise<void> {
  const database = await cloud.clone();
  const pool = cloud.pool(database, 1);
  const running = await cloud.run(bundle, database);
  const drop: Drop = async (name, file, applied, duplicate) => {
    const key = `uploads/sales/${database}-${name}.csv`;
    const { ms } = await running.invoke(await cloud.upload(key, file));
    const { rows } = await pool.query('select status, applied, duplicate, rejected from import where key = $1', [key]);
    const expected = JSON.stringify([{ status: 'done', applied, duplicate, rejected: 0 }]);
    if (JSON.stringify(rows) !== expected) throw new Error(`${JSON.stringify(rows)} is not ${expected}`);
    return ms;
  };
  try {
    await drop('warm', warm, warmLines, 0);
    await work(database, drop);
  } finally {
    await running.stop();
    await pool.end();
    await cloud.drop(database);
  }
}

/** @throws when the projection is not what the ledger adds up to */
async function checkLevels(cloud: BenchCloud, database: string): Promise<void> {
  const pool = cloud.pool(database, 1);
  const { rowCount } = await pool.query(`
    select from (select store_id, product_id, sum(quantity) as moved from stock_movement group by 1, 2) m
    full join stock_level l using (store_id, product_id) where m.moved is distinct from l.on_hand`);
  await pool.end();
  if (rowCount !== 0) throw new Error(`${rowCount} levels are not what their movements add up to`);
}
