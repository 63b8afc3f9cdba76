import { type Season, seasonOf } from './season.ts';

/** What a store sold of a category: by weekday (Sunday first) over some weeks, and by month. */
export type CategorySales = {
  category: string;
  /** Units by weekday of 13 weeks. */
  weekdays: number[];
  /** Units of each of the last 53 weeks, the newest first. */
  weeks: number[];
  /** Units of whole months, `YYYY-MM-01`, any order. */
  months: { month: string; units: number }[];
};

/** So many units of a category say as much as the whole store's week does. */
const likeStore = 200;
/** A year of months is as much luck as season; each further year weighs as one more against it. */
const likeFlat = 1;

const dayMs = 86_400_000;

/**
 * The season of a category: how busy its last weeks were, its weekdays, shrunk towards the store's own, and the time of
 * the year where at least 12 whole months are known, shrunk towards a flat year.
 * @param today the first of the days ahead, `YYYY-MM-DD`
 * @param daysAhead how many
 */
export function seasonAhead(category: CategorySales, store: CategorySales, today: string, daysAhead: number): Season {
  const yearly = yearlyIndex(category.months);
  const at = (offset: number) => yearly(Date.parse(today) + offset * dayMs);
  const count = Math.max(1, Math.round(daysAhead));
  const mean = Array.from({ length: count }, (_, day) => at(day)).reduce((total, one) => total + one, 0) / count;
  // "Now" is the last three weeks, whose middle lies ten days back.
  return seasonOf(category.weeks, weekdayShares(category.weekdays, store.weekdays), mean / at(-10));
}

function weekdayShares(units: number[], ofStore: number[]): number[] | null {
  const all = sum(ofStore);
  if (all <= 0) return null;
  const total = Math.max(0, sum(units));
  return ofStore.map((usual, day) => {
    const prior = (usual / all) * 7;
    const own = total > 0 ? (Math.max(0, units[day] ?? 0) / total) * 7 : prior;
    return (own * total + prior * likeStore) / (total + likeStore);
  });
}

/** How busy an instant is against a mean day; between the middles of two months it goes evenly from one to the other. */
function yearlyIndex(months: CategorySales['months']): (at: number) => number {
  const byMonth = Array.from({ length: 12 }, (): number[] => []);
  for (const { month, units } of months) {
    const from = new Date(month);
    const days = (Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1) - from.getTime()) / dayMs;
    byMonth[from.getUTCMonth()]?.push(Math.max(0, units) / days);
  }
  if (byMonth.some((known) => known.length === 0)) return () => 1;
  const means = byMonth.map((known) => sum(known) / known.length);
  const mean = sum(means) / 12;
  if (mean <= 0) return () => 1;
  const years = months.length / 12;
  const index = means.map((one) => 1 + ((one / mean - 1) * years) / (years + likeFlat));
  return (at) => {
    const date = new Date(at);
    const place = date.getUTCMonth() + (date.getUTCDate() - 15) / 30;
    const before = Math.floor(place);
    const part = place - before;
    const of = (nth: number) => index[((nth % 12) + 12) % 12] ?? 1;
    return Math.max(0.05, of(before) * (1 - part) + of(before + 1) * part);
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
