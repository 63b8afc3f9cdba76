import { isHoliday } from './calendar.ts';
import type { DemoFile } from './files.ts';
import { demoStores } from './stores.ts';
import { addDays, localNow } from './until.ts';

const week = 7;
const fourWeeks = 28;
const mostDays = 35;

/**
 * The days since the demo year ended, so that a chain started again days later has not stood still: each is the same
 * weekday four weeks before over again, sales and deliveries. The year's last day, cut where it was first loaded, is
 * given whole once it is over. On holidays there is nothing, and none is repeated. A day that is not over has a key of its own each hour; what is in already is not
 * posted twice.
 * @param files the year's
 * @param lastDay the year's last, `YYYY-MM-DD`
 */
export function filesSince(files: readonly DemoFile[], lastDay: string, now: Date): DemoFile[] {
  const clocks = demoStores.map(({ timeZone }) => localNow(now, timeZone)).toSorted();
  const [earliest, latest] = [clocks[0] ?? '', clocks.at(-1) ?? ''];
  // The first of each kind is the recent one, of at least so many days.
  const recent = ['sales', 'deliveries'].flatMap(
    (kind) => files.find(({ key }) => key.startsWith(`uploads/${kind}/`)) ?? [],
  );
  const made: DemoFile[] = [];
  const first = [lastDay, addDays(latest.slice(0, 10), -mostDays)].toSorted().at(-1) ?? lastDay;
  for (let day = first; day <= latest.slice(0, 10); day = addDays(day, 1)) {
    const isOver = day < earliest.slice(0, 10);
    if ((day === lastDay && !isOver) || isHoliday(day)) continue;
    let source = day;
    while (source > lastDay) source = addDays(source, -fourWeeks);
    if (isHoliday(source)) source = addDays(source, -week);
    const name = isOver ? day : `${day}-${latest.slice(11, 13)}`;
    for (const file of recent) {
      const kind = file.key.split('/')[1] ?? '';
      const chunks = (): AsyncIterable<string> => onAnotherDay(file, source, day);
      made.push({ key: `uploads/${kind}/${name}.csv`, describe: `${kind} of ${day}`, chunks });
    }
  }
  return made;
}

/** The lines of one day, as if they were of another: in times, and in the numbers of sales and delivery notes. */
async function* onAnotherDay(file: DemoFile, from: string, to: string): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of file.chunks()) text += chunk;
  const [header = '', ...lines] = text.split('\n');
  const number = (day: string): string => `-${day.slice(2).replaceAll('-', '')}-`;
  const moved = lines
    .filter((line) => line.includes(`,${from}T`))
    .map((line) => line.replace(`,${from}T`, `,${to}T`).replace(number(from), number(to)));
  yield [header, ...moved, ''].join('\n');
}
