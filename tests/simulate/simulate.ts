import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { openTable } from '#tests/bench/table.ts';
import { assumedLeads, costShare, fileWorld, leastSaleDays, packWeeks } from './file-world.ts';
import { readSales } from './sales-file.ts';
import { type Seed, type Work } from './seed.ts';
import { tableOf } from './table.ts';
import { leadSpread } from './world.ts';

/**
 * `npm run simulate`: how much stock each way of ordering needs for the same fill rate, on the demo's years or on a
 * store's own sales. Two seeds run at a time.
 */
const usage = `npm run simulate [-- file.csv] [-- --seeds 20] [--every 7] [--dates dmy|mdy]
  file.csv   a store's own sales, with columns named as an import names them; without it, demo years
  --seeds    how many worlds are tried; each differs in its demand and its lead times
  --every    days between two looks at the stock, 1 to 7
  --dates    how 3/4/26 is to be read`;
const { values, positionals } = readArguments();
const workers = 2;
const count = Number(values.seeds);
if (!Number.isInteger(count) || count < 1) stop('--seeds must be a whole number from 1');
const every = Number(values.every);
if (!Number.isInteger(every) || every < 1 || every > 7) stop('--every must be a number of days from 1 to 7');
const path = positionals[0] ?? null;
const dates = values.dates === 'dmy' || values.dates === 'mdy' ? values.dates : null;

const { progress } = openTable();
const began = performance.now();
const about = path === null ? aboutDemo() : await aboutFile(path).catch((error: unknown) => refuse(path, error));
for (const line of about) console.log(line);
const found: Seed[] = [];
const all = Array.from({ length: count }, (_, nth) => nth + 1);
await Promise.all(
  Array.from({ length: Math.min(workers, count) }, (_, nth) =>
    run({
      path,
      dates,
      today: values.today,
      every,
      seeds: all.filter((seed) => seed % workers === (nth + 1) % workers),
    }),
  ),
);
for (const line of tableOf(found)) console.log(line);
console.log(`\n  ${count} seeds in ${((performance.now() - began) / 1000).toFixed(0)} s`);

function run(work: Work): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('seed.ts', import.meta.url), { workerData: work });
    worker.on('message', (told: Seed | string) => {
      if (typeof told === 'string') return progress(told);
      found.push(told);
      progress(`seed ${told.seed} is done: ${found.length} of ${count}`);
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function readArguments() {
  try {
    const read = parseArgs({
      allowPositionals: true,
      options: {
        seeds: { type: 'string', default: '20' },
        every: { type: 'string', default: '7' },
        dates: { type: 'string' },
        today: { type: 'string', default: '2026-11-22' },
        help: { type: 'boolean', default: false },
      },
    });
    if (!read.values.help) return read;
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
  console.log(usage);
  process.exit(0);
}

function stop(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(1);
}

function refuse(file: string, error: unknown): never {
  console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function aboutDemo(): string[] {
  return [
    'The demo chain: each seed is a year of its own, and what customers wanted is known, as shelves were never empty.',
    `Lead times are drawn around the agreed ones with a spread of ${leadSpread * 100} %; what is not there is not sold.\n`,
  ];
}

async function aboutFile(file: string): Promise<string[]> {
  const sales = await readSales(file, dates);
  const { rows, days, firstDay, stores, lines, unread, cancelled, charges } = sales;
  const tried = fileWorld(sales, 1, every).positions.length;
  const price = (value: number): string => value.toLocaleString('en');
  return [
    `${price(lines)} lines of sales: ${price(rows.length)} products in ${stores} stores over ${days} days from ${firstDay}.`,
    `Left out: ${price(unread)} lines that could not be read, ${price(charges)} charges, ${price(cancelled)} lines taken back in full.`,
    `${price(tried)} of them sold on ${leastSaleDays} days or more of the first 60 %, and are ordered for.`,
    'What the file says was sold is taken for what was wanted; each seed shuffles it in blocks of two weeks nearby.',
    `Assumed, since the file does not say: cost ${costShare * 100} % of the price; lead times of ${assumedLeads.join(', ')} days`,
    `with a spread of ${leadSpread * 100} %, one for each of ${assumedLeads.length} suppliers; packs of ${packWeeks.join(', ')} weeks of sale.\n`,
  ];
}
