import * as z from 'zod';
import { BusinessDate, Currency, Id } from '#domain/values.ts';

/** Business days from `from` to `to`, both included. */
export type Period = { from: string; to: string };

/** Longest period a figure is asked over: three years and a day. */
export const maxDays = 1_097;

/** What every question about figures says: which days, which stores, and what to compare with. */
export const PeriodQuery = {
  from: BusinessDate.meta({ description: 'First business day, in the time of each store' }),
  to: BusinessDate.meta({ description: 'Last business day; today is not over yet' }),
  compare: z
    .enum(['none', 'previous', 'lastYear'])
    .default('none')
    .meta({
      description:
        '`previous`: as many days right before; `lastYear`: the same weekdays a year ago (364 days before, so that ' +
        'Saturdays meet Saturdays)',
    }),
  store: Id.optional().meta({ description: 'One store; else every store of the caller that trades in `currency`' }),
  currency: Currency.optional().meta({
    description: 'Amounts of several currencies are never added up; the one most stores trade in if left out',
  }),
};

/** Refuses a period that ends before it begins, or is longer than three years. For `.superRefine` of a query. */
export function checkPeriod({ from, to }: Period, ctx: z.RefinementCtx): void {
  const days = daysIn({ from, to });
  if (days < 1) ctx.addIssue({ code: 'custom', path: ['to'], message: 'must not be before `from`' });
  else if (days > maxDays)
    ctx.addIssue({ code: 'custom', path: ['to'], message: `must be at most ${maxDays} days after` });
}

const dayMs = 86_400_000;

/** How many days a period has, both ends included; below 1 when it ends before it begins. */
export const daysIn = ({ from, to }: Period): number => (Date.parse(to) - Date.parse(from)) / dayMs + 1;

/** The day so many days later; earlier for a negative number. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The period that another is compared with; undefined for `none`. */
export function comparedWith(period: Period, compare: 'none' | 'previous' | 'lastYear'): Period | undefined {
  if (compare === 'none') return undefined;
  // 52 weeks, so that every day meets the same weekday; of a period of several years, as many as it has.
  const back = compare === 'previous' ? daysIn(period) : 364 * Math.max(1, Math.round(daysIn(period) / 364));
  return { from: addDays(period.from, -back), to: addDays(period.to, -back) };
}

/**
 * A period to compare with, with the first day of which anything is known where it begins before that: sums over it are
 * of fewer days than it has, or of none.
 * @param known.firstDay null: there is no data at all
 */
export const withDataFrom = (period: Period, { firstDay }: { firstDay: string | null }): BeforePeriod =>
  firstDay !== null && period.from < firstDay ? { ...period, dataFrom: firstDay } : period;

/** The period that figures are compared with, as an answer tells it. */
export const BeforePeriod = z.object({
  from: BusinessDate,
  to: BusinessDate,
  dataFrom: BusinessDate.optional().meta({
    description:
      'Set where these days begin before the first of which anything is known: sums over them are of fewer days, ' +
      'and null where none of them is known',
  }),
});
export type BeforePeriod = z.infer<typeof BeforePeriod>;

/** The days of a period that data can tell of. `isNow`: they end today, so that what is known of now belongs to them. */
export type Covered = Period & { days: number; isNow: boolean; note?: string };

/**
 * Cuts a period to the days between the first one with data and today, both included.
 * @param known.firstDay null: there is no data at all
 * @returns or in a sentence why no day is left
 */
export function coveredDays(
  period: Period,
  { firstDay, today }: { firstDay: string | null; today: string },
): Covered | { reason: string } {
  if (period.from > today) return { reason: 'These days lie ahead' };
  if (firstDay === null) return { reason: 'There is no data yet' };
  const begins = `Data begins on ${inWords(firstDay)}`;
  if (period.to < firstDay) return { reason: begins };
  const from = period.from < firstDay ? firstDay : period.from;
  const to = period.to > today ? today : period.to;
  // Data of tomorrow alone, as a store further east has it: today is empty, but it is a day.
  const days = Math.max(1, daysIn({ from, to }));
  return {
    from: from > to ? to : from,
    to,
    days,
    isNow: to === today,
    ...(period.from < firstDay ? { note: begins } : {}),
  };
}

const inWords = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(date),
  );
