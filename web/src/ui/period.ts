/** The periods that have a name. Those of so many days are whole days, up to yesterday: what is compared is complete. */
export const ranges = ['today', 'yesterday', '7d', '30d', '90d', '365d', 'month', 'lastMonth', 'year'] as const;
export type Range = (typeof ranges)[number];
export const usualRange: Range = '30d';

export const comparisons = ['none', 'previous', 'lastYear'] as const;
export type Comparison = (typeof comparisons)[number];
export const usualComparison: Comparison = 'previous';

export const rangeWords: Record<Range, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '365d': 'Last 365 days',
  month: 'This month',
  lastMonth: 'Last month',
  year: 'This year',
};

export const comparisonWords: Record<Comparison, string> = {
  none: 'Not compared',
  previous: 'vs. days before',
  lastYear: 'vs. last year',
};

/** Days from `from` to `to`, both included, as 2026-11-22. */
export type Days = { from: string; to: string };

/** What stands behind the `?` of a page about a period; left out is what is usual. */
export type PeriodSearch = {
  range?: Range | undefined;
  from?: string | undefined;
  to?: string | undefined;
  compare?: Comparison | undefined;
};

/** As many days as the API takes at once: three years and a day. */
export const longestPeriod = 1_097;

const dayMs = 86_400_000;
const shifted = (date: string, days: number) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
const monthOf = (date: string, months: number) => {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
};

/** How many days these are; below 1 when they end before they begin. */
export const lengthOf = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / dayMs + 1;

/**
 * The days that an address asks for. Days of one's own win over a range; those that are no period (the end before the
 * start, longer than the API takes, one of the two missing) say nothing.
 * @param today the business day that is not over yet
 */
export function daysOf({ range, from, to }: PeriodSearch, today: string): Days {
  if (from !== undefined && to !== undefined) {
    const length = lengthOf({ from, to });
    if (length >= 1 && length <= longestPeriod) return { from, to };
  }
  const yesterday = shifted(today, -1);
  switch (range ?? usualRange) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: yesterday, to: yesterday };
    case '7d':
      return { from: shifted(today, -7), to: yesterday };
    case '30d':
      return { from: shifted(today, -30), to: yesterday };
    case '90d':
      return { from: shifted(today, -90), to: yesterday };
    case '365d':
      return { from: shifted(today, -365), to: yesterday };
    case 'month':
      return { from: monthOf(today, 0), to: today };
    case 'lastMonth':
      return { from: monthOf(today, -1), to: shifted(monthOf(today, 0), -1) };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** Whether an address tells days of its own that make a period. */
export const isOwn = (search: PeriodSearch): boolean => {
  const { from, to } = search;
  if (from === undefined || to === undefined) return false;
  const length = lengthOf({ from, to });
  return length >= 1 && length <= longestPeriod;
};

/**
 * What the address of a page about a period may say of days of one's own: those the wrong way round the right way, with
 * their times of day; those that are no period (longer than the API takes, one of the two missing) nothing.
 */
export function settled<Search extends Own>(search: Search): Own {
  const { from, to, fromTime, toTime } = search;
  const times = 'fromTime' in search || 'toTime' in search;
  if (from !== undefined && to !== undefined && to < from && isOwn({ from: to, to: from }))
    return { from: to, to: from, ...(times ? { fromTime: toTime, toTime: fromTime } : {}) };
  if (isOwn(search)) return {};
  return { from: undefined, to: undefined, ...(times ? { fromTime: undefined, toTime: undefined } : {}) };
}
type Own = {
  from?: string | undefined;
  to?: string | undefined;
  fromTime?: string | undefined;
  toTime?: string | undefined;
};

/** What an address says of a named range: nothing for the usual one, so that it stays clean. */
export const withRange = (range: Range): Required<Omit<PeriodSearch, 'compare'>> => ({
  range: range === usualRange ? undefined : range,
  from: undefined,
  to: undefined,
});

/** What an address says of days of one's own. */
export const withDays = (days: Days): Required<Omit<PeriodSearch, 'compare'>> => ({ range: undefined, ...days });

/** What an address says of a comparison: nothing for the usual one. */
export const withComparison = (compare: Comparison): Pick<PeriodSearch, 'compare'> => ({
  compare: compare === usualComparison ? undefined : compare,
});

/**
 * The business day at an instant, by the store's zone and the hour at which its day changes. An hour off on the two
 * days a year when the clocks change between midnight and that hour; the server's word counts for the figures.
 * @param dayCutoff as 04:00
 */
export function businessDay(now: Date, timeZone: string | undefined, dayCutoff = '00:00'): string {
  const [hours = 0, minutes = 0] = dayCutoff.split(':').map(Number);
  const at = new Date(now.getTime() - (hours * 60 + minutes) * 60_000);
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', ...(timeZone ? { timeZone } : {}) } as const;
  return new Intl.DateTimeFormat('en-CA', options).format(at);
}
