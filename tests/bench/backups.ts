import { Buffer } from 'node:buffer';
import { backUp } from '#domain/backups/backup.actions.ts';
import { restore } from '#domain/backups/restore.actions.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { inOneTransaction, openSnapshots } from '#domain/platform/snapshots.ts';
import { inOwnConnection } from '#domain/platform/straight.ts';
import type { Vault } from '#domain/platform/vault.ts';
import type { BenchCloud } from './cloud.ts';
import type { Table } from './table.ts';
import { makeYear } from './year.ts';

const lines = 100_000;

/**
 * Backs up a year of sales through the Data API's stand-in, and restores it, over a connection and through the Data API.
 * Beside it, what PostgreSQL takes to write the same rows as text to nobody (COPY), over all tables one after another.
 */
export async function benchBackups(cloud: BenchCloud, table: Table): Promise<void> {
  const database = await cloud.clone();
  const pool = cloud.pool(database, 1);
  await makeYear(pool, lines, table.progress);
  await pool.query('vacuum analyze');
  process.env['DATABASE_NAME'] = database;
  table.section(`A backup after a year of ${lines.toLocaleString('en')} lines`);

  const tables = await pool.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  const timed = async <T>(run: () => Promise<T>) => {
    const from = performance.now();
    const result = await run();
    return { result, seconds: (performance.now() - from) / 1_000 };
  };
  const copied = await timed(async () => {
    for (const { name } of tables.rows)
      await pool.query(`do $do$ begin perform count(t::text) from "${name}" t; end $do$`);
  });

  const objects = new Map<string, Uint8Array>();
  const vault: Vault = {
    add: (key, bytes) => Promise.resolve(objects.set(key, bytes).size > 0),
    put: () => Promise.resolve(),
    list: () => Promise.resolve([]),
  };
  const world = {
    snapshots: openSnapshots(50_000),
    vault,
    clock: systemClock,
    release: 'bench',
    handOver: () => Promise.reject(new Error('There is time enough')),
  };
  const backup = await timed(() => backUp(world, undefined));
  const { rows, bytes, folder } = backup.result;
  const rate = (seconds: number) => `${Math.round(rows / seconds).toLocaleString('en')} rows/s`;
  table.row('backup', rate(backup.seconds), `${rows} rows, ${Math.round(bytes / 2 ** 20)} MiB packed`);
  table.row(
    'PostgreSQL, each row as text',
    rate(copied.seconds),
    `${(copied.seconds / backup.seconds).toFixed(2)} of the time`,
  );

  const source = {
    manifest: () => Promise.resolve(Buffer.from(objects.get(`${folder}/manifest.json`) ?? []).toString()),
    read: (key: string) => Promise.resolve(objects.get(`${folder}/${key}`)),
  };
  const straight = await cloud.bare();
  const over = await timed(() =>
    restore({ name: straight.name, inTransaction: (run) => inOwnConnection(straight.url, run) }, source),
  );
  table.row('restore over a connection', rate(over.seconds), 'verified, loaded, references and ledger checked');
  const other = await cloud.bare();
  const target = { databaseArn: 'cluster', databaseName: other.name, secretArn: 'owner' };
  const through = await timed(() =>
    restore({ name: other.name, inTransaction: (run) => inOneTransaction(target, run) }, source),
  );
  table.row('restore through the Data API', rate(through.seconds), 'the same');
  await pool.end();
  for (const name of [database, straight.name, other.name]) await cloud.drop(name);
}
