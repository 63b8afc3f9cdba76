import { Closure, ExpectedFeed, weekdays } from '#domain/stores/hours.ts';
import { capitalised, dateTime, longDay } from '#web/lib/format.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/;

/** A value of a column as people write it; nothing for none. */
export function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return instant.test(value) ? dateTime(value) : value;
  if (Array.isArray(value)) return value.map(wordsOf).join('\n');
  const closure = Closure.safeParse(value).data;
  if (closure) return closureWords(closure);
  const feed = ExpectedFeed.safeParse(value).data;
  if (feed) return `${capitalised(feed.kind)} by ${feed.by}, ${feed.weekdays.map(capitalised).join(', ')}`;
  return Object.entries(value).toSorted(byWeek).map(partWords).filter(Boolean).join('\n');
}

const closureWords = ({ from, to, reason }: Closure) =>
  `${longDay(from)}${to === from ? '' : ` – ${longDay(to)}`}: ${reason}`;

// The database keeps a record's fields by their length: a week is told from its Monday on.
const names: readonly string[] = weekdays;
const byWeek = ([one]: [string, unknown], [other]: [string, unknown]) => names.indexOf(one) - names.indexOf(other);

function partWords([name, value]: [string, unknown]): string {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => flat(part)).join(', ');
    return `${capitalised(name)}: ${parts || 'none'}`;
  }
  return `${capitalised(name)}: ${wordsOf(value)}`;
}

const flat = (value: unknown): string =>
  typeof value === 'object' && value !== null ? Object.values(value).map(wordsOf).join('–') : wordsOf(value);
