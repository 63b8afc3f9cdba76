import type pg from 'pg';
import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import { openReader } from '#domain/platform/database-reader.ts';
import { systemClock } from '#domain/platform/clock.ts';
import type { Db } from '#domain/platform/database.ts';
import { positional } from '#domain/platform/named-parameters.ts';
import { testPlatform } from '#tests/setup/database.ts';
import type { BenchCloud } from './cloud.ts';
import { answers, questions } from './questions.ts';
import { median, type Table } from './table.ts';
import { makeYear, now } from './year.ts';

/** The median of each question's warm answers, in ms, by what it was and what it was about. */
type Times = Map<string, number>;

const clock = { ...systemClock, now: () => new Date(now) };
const warmRuns = 7;
const targetMs = 30;

/**
 * Each question of the analytics pages over a year of sales, asked as the function that reads from a reader asks it,
 * beside the same question to the sales and the ledger themselves.
 * @param sizes how many lines of sales; 10 million take minutes to make, and 15 GB
 */
export async function benchDashboards(cloud: BenchCloud, sizes: number[], table: Table): Promise<void> {
  let before: Times | undefined;
  for (const lines of sizes) {
    const database = await cloud.clone();
    const pool = cloud.pool(database, 1);
    await makeYear(pool, lines, table.progress);
    table.progress(`${lines.toLocaleString('en')} lines: stock-outs and demand`);
    await workOut(pool);
    await pool.query('vacuum analyze');
    table.section(
      `Dashboards over a year of ${lines.toLocaleString('en')} lines (10 stores, 5,000 products; median of warm answers, target ${targetMs} ms)`,
    );
    before = await ask(pool, table, before);
    await pool.end();
    await cloud.drop(database);
  }
}

/** What the folder works out when it has folded. */
async function workOut(pool: pg.Pool): Promise<void> {
  const db: Db = {
    query: async (sql, values, row) => {
      const { rows } = await pool.query<Record<string, unknown>>(positional(sql, values));
      return rows.map((one) => row.parse(one));
    },
  };
  const until = Date.now() + 900_000;
  await refreshAvailability(testPlatform(db, { clock }), { remainingMs: () => until - Date.now() });
}

async function ask(pool: pg.Pool, table: Table, before: Times | undefined): Promise<Times> {
  const { hostname: host, port, pathname } = new URL(String(pool.options.connectionString));
  // As the application's own role, whose settings are part of how fast it is answered.
  const door = { host, port: Number(port), user: 'stockroom_app', password: 'app', database: pathname.slice(1) };
  const reader = openReader({ budgetMs: 120_000, timeoutMs: 120_000 }, door);
  const platform = testPlatform(reader, { clock });
  const stores = (await pool.query<{ id: string }>('select id from store order by id')).rows.map(({ id }) => id);
  const times: Times = new Map();
  for (const days of [30, 365])
    for (const about of [
      { stores, isWhole: true, days },
      { stores: stores.slice(0, 1), isWhole: false, days },
    ]) {
      const which = `${about.isWhole ? 'all stores' : 'one store'}, ${days} days`;
      table.progress(which);
      for (const [nth, { name, ask: question, raw }] of questions.entries()) {
        const title = `${String(nth + 1).padStart(2)} ${name}; ${which}`;
        const ms = await timed(() => question(reader, about));
        const rawMs = raw && (await timed(() => pool.query(raw(about)), 3));
        tell(title, ms, rawMs);
      }
      for (const { name, ask: answer } of answers)
        tell(`   ${name}; ${which}`, await timed(() => answer(platform, about)), undefined);
    }
  return times;

  function tell(title: string, ms: number, rawMs: number | undefined): void {
    const earlier = before?.get(title);
    const remarks = [
      ...(rawMs === undefined ? [] : [`raw ${rawMs.toFixed(0)} ms, ${(rawMs / ms).toFixed(1)} times that`]),
      ...(earlier === undefined ? [] : [`${(ms / earlier).toFixed(2)} of the smaller year`]),
    ];
    times.set(title, ms);
    table.row(title, `${ms.toFixed(1)} ms`, remarks.join('; '));
  }
}

/** The median of some runs after a first one that is not counted. */
async function timed(run: () => Promise<unknown>, runs = warmRuns): Promise<number> {
  await run();
  const times: number[] = [];
  for (let nth = 0; nth < runs; nth += 1) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return median(times);
}
