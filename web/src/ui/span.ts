import { dateTime } from '#web/lib/format.ts';
import { instantOf } from '#web/lib/zoned.ts';
import { daysOf, isOwn, type PeriodSearch } from './period.ts';

/** A period whose ends may be times of day as well: what stands behind the `?` of the stock bridge and its movements. */
export type SpanSearch = PeriodSearch & { fromTime?: string | undefined; toTime?: string | undefined };

/** By whose clock a span is told: one store's, or that of several which go alike. */
export type Clock = { timeZone: string | undefined; dayCutoff: string };

/** The clock that these stores share; the viewer's own where they differ. */
export function clockOf(stores: { timeZone: string; dayCutoff: string }[]): Clock {
  const [first] = stores;
  const isShared = stores.every(
    ({ timeZone, dayCutoff }) => timeZone === first?.timeZone && dayCutoff === first.dayCutoff,
  );
  return first && isShared ? first : { timeZone: undefined, dayCutoff: '00:00' };
}

/**
 * The two instants of a span, as the API takes them: stock as of each, with what happened at it. Whole days go from the
 * begin of the first to the end of the last, so each instant is the last millisecond before.
 */
export function instantsOf(search: SpanSearch, today: string, clock: Clock): { from: string; to: string } {
  const days = daysOf(search, today);
  const { fromTime, toTime } = timesOf(search);
  const start = instantOf(days.from, fromTime ?? clock.dayCutoff, clock.timeZone).getTime();
  const nextDay = new Date(Date.parse(days.to) + 86_400_000).toISOString().slice(0, 10);
  const end = toTime
    ? instantOf(days.to, toTime, clock.timeZone).getTime()
    : instantOf(nextDay, clock.dayCutoff, clock.timeZone).getTime();
  const before = (at: number) => new Date(at - 1).toISOString();
  return { from: before(start), to: before(Math.max(start, end)) };
}

/** Whether a span ends as it begins: what `instantsOf` makes of times that are the wrong way round on one day. */
export const hasNoTime = ({ from, to }: { from: string; to: string }): boolean => from === to;

/** Times count beside days of one's own only: a named period is one of whole days. */
export const timesOf = (search: SpanSearch): { fromTime?: string | undefined; toTime?: string | undefined } =>
  isOwn(search) ? { fromTime: search.fromTime, toTime: search.toTime } : {};

/** An instant of a span as people say it: the time at which it ends rather than the millisecond before. */
export const spanTime = (instant: string, { timeZone }: Clock): string =>
  dateTime(new Date(Date.parse(instant) + 1).toISOString(), { timeZone });

/** Of an address what says which stock and when, without what only one page shows of it. */
export const scopeOf = (search: SpanSearch & Scope): SpanSearch & Scope => {
  const { range, from, to, fromTime, toTime, store, product, currency } = search;
  return { range, from, to, fromTime, toTime, store, product, currency };
};
type Scope = { store?: string | undefined; product?: string | undefined; currency?: string | undefined };
