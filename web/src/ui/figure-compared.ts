import type { Figure, FigureName } from '#domain/analytics/figure.ts';
import type { BeforePeriod } from '#domain/analytics/period.ts';
import { type Difference, differenceOf, figureText } from '#web/lib/figure-words.ts';
import { dayRange } from '#web/lib/format.ts';
import type { Days } from './period.ts';

/** What the figures of some days are compared with. */
export type Comparing = {
  /** null: nothing. */
  before: BeforePeriod | null;
  /** Whether the days shown are the one that is not over yet, and no other. */
  isOnlyToday: boolean;
};

// They grow as the day goes on: of a day that is not over they are less than those of a whole one, whatever happened.
const growing = new Set<FigureName>([
  'netSales',
  'units',
  'transactions',
  'grossMargin',
  'sellThrough',
  'stockOutHours',
  'missedSales',
  'shrinkage',
]);

/** Whether a figure of a day that is not over stands beside that of a whole day, which it cannot be compared with. */
export const isUnfinished = (name: FigureName, { isOnlyToday }: Comparing): boolean => isOnlyToday && growing.has(name);

/** How much is known of the days that are compared with. */
export function knownOf({ before }: Pick<Comparing, 'before'>): 'all' | 'part' | 'none' {
  if (before === null) return 'none';
  if (before.dataFrom === undefined) return 'all';
  return before.dataFrom > before.to ? 'none' : 'part';
}

/** What stands in place of a change where only part of the days before is known: "before: only from 24 Nov 2025". */
export const partWords = ({ before }: Pick<Comparing, 'before'>): string | null =>
  before?.dataFrom !== undefined && before.dataFrom <= before.to
    ? `before: only from ${oneDay(before.dataFrom)}`
    : null;

/**
 * How a figure differs from what it was; null where that would mislead: against days of which data covers a part, and
 * against a whole day while the day runs.
 */
export const changeAgainst = (
  name: FigureName,
  now: Pick<Figure, 'value'> | undefined,
  was: Pick<Figure, 'value'> | undefined,
  comparing: Comparing,
): Difference | null =>
  knownOf(comparing) !== 'all' || isUnfinished(name, comparing) ? null : differenceOf(name, now, was);

/**
 * What stands in place of a change that no percentage tells: "no change", "was £0.00"; of a day that is not over what the
 * whole day before was. null where nothing is known of it.
 */
export function wasWords(
  name: FigureName,
  now: Figure,
  was: Figure | undefined,
  { currency, ...comparing }: Comparing & { currency: string },
): string | null {
  const part = partWords(comparing);
  if (knownOf(comparing) !== 'all' || was === undefined || was.value === null) return part;
  const text = figureText(name, was, currency);
  if (isUnfinished(name, comparing)) return `whole day before: ${text}`;
  return text === figureText(name, now, currency) ? 'no change' : `was ${text}`;
}

/**
 * What to bear in mind with a comparison, in one sentence for the whole page; null: nothing.
 * @param today the business day that is not over yet
 */
export function againstNote(days: Days, today: string, { before, isOnlyToday }: Comparing): string | null {
  if (before === null) return null;
  if (before.dataFrom !== undefined) {
    const known = oneDay(before.dataFrom);
    return knownOf({ before }) === 'none'
      ? `Nothing is known of the days before (${dayRange(before.from, before.to)}): data begins on ${known}.`
      : `Of the days before (${dayRange(before.from, before.to)}) only those from ${known} are known, so no change is told.`;
  }
  if (isOnlyToday) return 'Today is not over yet: sums of a whole day stand beside it, not against it.';
  return days.to >= today ? 'Today is not over yet, but is compared with a whole day.' : null;
}

const oneDay = (date: string) => dayRange(date, date);
