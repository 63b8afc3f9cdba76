import {
  countRows,
  csvChunks,
  deliveryHeader,
  deliveryRows,
  productHeader,
  productRows,
  saleHeader,
  saleRows,
  stockHeader,
  type Stretch,
} from './csv.ts';
import { afterClosing, beforeOpening, recentDays, simulate, type DemoYear } from './year.ts';

/** A file to drop into the bucket: its key, what it holds in a few words, and its text in pieces of about 64 KB. */
export type DemoFile = { key: string; describe: string; chunks: () => AsyncIterable<string> };

/**
 * A year of the demo chain as the files that its tills and back offices would drop: 366 days, the last of which is the
 * day before `today`, so that nothing lies in the future in any zone.
 *
 * The order is the order to drop them in: the catalogue; a full stocktake 35 days ago and all that happened since, with
 * which stock and dashboard are right; then the older months backwards, which only add history. Times are the store's.
 * @param seed any integer; the same seed and day give the same bytes
 * @param today `YYYY-MM-DD`
 * @throws RangeError when `today` is no date
 */
export function demoFiles({ seed, today }: { seed: number; today: string }): DemoFile[] {
  const year = simulate(seed, today);
  const { length, dateOf } = year.calendar;
  const recent = { from: length - recentDays, to: length };
  const recentName = `${dateOf(recent.from)}-to-${dateOf(length - 1)}`;
  const openedOn = dateOf(0);

  return [
    {
      key: 'uploads/products/catalogue.csv',
      describe: `the catalogue: ${year.items.length} products`,
      chunks: () => csvChunks(productHeader, productRows(year)),
    },
    counts(year, `stocktake-${dateOf(recent.from)}`, 'a full stocktake', { ...recent, second: beforeOpening }),
    ...flows(year, recentName, `the last ${recentDays} days`, recent),
    counts(year, `opening-${openedOn.slice(0, 7)}`, 'the opening stock', { from: 0, to: 1, second: beforeOpening }),
    ...monthsBefore(year, recent.from).flatMap(({ name, stretch }) => flows(year, name, name, stretch)),
  ];
}

/** Deliveries, sales and cycle counts of a stretch of days; what did not happen has no file. */
function flows(year: DemoYear, name: string, when: string, stretch: Stretch): DemoFile[] {
  const evening = { ...stretch, second: afterClosing };
  const deliveries = {
    key: `uploads/deliveries/${name}.csv`,
    describe: `deliveries of ${when}`,
    chunks: () => csvChunks(deliveryHeader, deliveryRows(year, stretch)),
  };
  const sales = {
    key: `uploads/sales/${name}.csv`,
    describe: `sales of ${when}`,
    chunks: () => csvChunks(saleHeader, saleRows(year, stretch)),
  };
  return [
    ...(isEmpty(deliveryRows(year, stretch)) ? [] : [deliveries]),
    ...(isEmpty(saleRows(year, stretch)) ? [] : [sales]),
    ...(isEmpty(countRows(year, evening)) ? [] : [counts(year, `cycle-${name}`, `cycle counts of ${when}`, evening)]),
  ];
}

const isEmpty = (rows: Iterator<unknown>) => rows.next().done === true;

function counts(year: DemoYear, name: string, describe: string, stretch: Stretch): DemoFile {
  const key = `uploads/stock/${name}.csv`;
  return { key, describe, chunks: () => csvChunks(stockHeader, countRows(year, stretch)) };
}

/** The calendar months before a day, latest first; the first and the last of them are usually in part. */
function monthsBefore(year: DemoYear, end: number): { name: string; stretch: Stretch }[] {
  const months: { name: string; stretch: Stretch }[] = [];
  for (let to = end; to > 0;) {
    const name = year.calendar.dateOf(to - 1).slice(0, 7);
    let from = to - 1;
    while (from > 0 && year.calendar.dateOf(from - 1).startsWith(name)) from -= 1;
    months.push({ name, stretch: { from, to } });
    to = from;
  }
  return months;
}
