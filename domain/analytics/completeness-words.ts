import type { Completeness } from './completeness.ts';

type Store = Completeness['stores'][number];
type Reader = {
  /** IANA zone of the reader's clock. */
  zone: string;
  /** ISO instant. */
  now: string;
  /** Writes an amount in minor units; without it amounts are left out. */
  money?: (minor: number) => string;
};

/** How many stores are named for what is missing; the rest are counted. */
const named = 3;
const files = { sales: 'sales file', stock: 'count file', deliveries: 'delivery file' };

/**
 * What somebody should know before trusting figures, in a few sentences: "Complete to 18:42. Northgate's sales file for
 * Saturday is missing (due 22:00)." Empty where there is no store.
 */
export function completenessWords(completeness: Completeness, reader: Reader): string {
  const { completeTo, stores, beforeData, isAhead } = completeness;
  if (stores.length === 0) return '';
  if (isAhead === true) return 'These days lie ahead, so nothing has happened in them yet.';
  if (beforeData?.isAll === true)
    return `There is no data yet for these days; data begins on ${dateWords(beforeData.dataFrom, reader)}.`;
  const missing = stores.flatMap((store) =>
    Object.keys(files).flatMap((kind) => missingWords(store, kind as keyof typeof files, reader)),
  );
  const differing = stores.flatMap((store) => differenceWords(store, reader));
  const restated = new Set(stores.flatMap((store) => store.restated.map(({ businessDate }) => businessDate)));
  return [
    ...(beforeData ? [`Data begins on ${dateWords(beforeData.dataFrom, reader)}.`] : []),
    completeTo === null
      ? 'Nobody has said which files are to come, so it is not known whether this is all.'
      : `Complete to ${instantWords(completeTo, reader)}.`,
    ...cut(missing, 'more files or days of files are missing'),
    ...cut(differing, 'more days differ from what tills counted'),
    ...restatedWords([...restated].toSorted().reverse(), reader),
  ].join(' ');
}

function missingWords(store: Store, kind: keyof typeof files, reader: Reader): string[] {
  const days = store.missing.filter((file) => file.kind === kind);
  const [newest, ...older] = days;
  if (newest === undefined) return [];
  const whose = `${possessive(store.name)} ${files[kind]}`;
  const newestDay = dayWords(newest.businessDate, reader);
  if (older.length === 0) return [`${whose} for ${newestDay} is missing (due ${dueWords(newest, reader)}).`];
  if (older.length > 2) return [`${whose}s for ${days.length} days are missing, the last for ${newestDay}.`];
  const before = older.toReversed().map(({ businessDate }) => dayWords(businessDate, reader));
  return [`${whose}s for ${before.join(', ')} and ${newestDay} are missing.`];
}

/** The day is told only where it is not that of the file. */
function dueWords({ businessDate, dueAt }: Store['missing'][number], reader: Reader): string {
  const [day, time] = clock(dueAt, reader.zone);
  return day === businessDate ? time : `${time} on ${dayWords(day, reader)}`;
}

function differenceWords(store: Store, reader: Reader): string[] {
  return store.differences.map(({ businessDate, differenceMinor }) => {
    const amount = reader.money === undefined ? 'something' : reader.money(Math.abs(differenceMinor));
    const way = differenceMinor < 0 ? 'more' : 'less';
    return `${possessive(store.name)} tills counted ${amount} ${way} for ${dayWords(businessDate, reader)} than is recorded here.`;
  });
}

function restatedWords([newest, ...older]: string[], reader: Reader): string[] {
  if (newest === undefined) return [];
  const day = dayWords(newest, reader);
  return [
    older.length === 0
      ? `${capital(day)} changed after it was over.`
      : `${older.length + 1} days changed after they were over, the last of them ${day}.`,
  ];
}

const cut = (sentences: string[], rest: string) =>
  sentences.length <= named + 1 ? sentences : [...sentences.slice(0, named), `${sentences.length - named} ${rest}.`];

/** "18:42" for today, "18:42 on Saturday" or "18:42 on 3 March" for earlier; midnight is the end of the day before. */
function instantWords(instant: string, reader: Reader): string {
  const [day, time] = clock(instant, reader.zone);
  if (time === '00:00') return `the end of ${dayWords(dayBefore(day), reader)}`;
  return day === clock(reader.now, reader.zone)[0] ? time : `${time} on ${dayWords(day, reader)}`;
}

/** "today", the weekday within a week, else the date. */
function dayWords(day: string, reader: Reader): string {
  const [today] = clock(reader.now, reader.zone);
  const ago = Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
  if (ago === 0) return 'today';
  return ago > 0 && ago < 7 ? write(day, { weekday: 'long' }) : dateWords(day, reader);
}

/** The date, with its year where that is another than now. */
function dateWords(day: string, { now, zone }: Reader): string {
  const year = day.slice(0, 4) === clock(now, zone)[0].slice(0, 4) ? {} : { year: 'numeric' as const };
  return write(day, { day: 'numeric', month: 'long', ...year });
}

const write = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(Date.parse(day));

/** The day and the time of an instant by a zone's clock: `2026-11-22`, `18:42`. */
function clock(instant: string, timeZone: string): [day: string, time: string] {
  const at = new Date(instant);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return [day, time];
}

const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
const possessive = (name: string) => (name.endsWith('s') ? `${name}'` : `${name}'s`);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
