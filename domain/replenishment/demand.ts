import type { Season } from './season.ts';
import { leastSpike, limitOf } from './statistics.ts';

/** What a shop knows of how one product sells in one store. Days out of stock say nothing, and are left out. */
export type DemandHistory = {
  /** Units of each past week as if in stock for all of it, newest first; null: in stock for less than half, or not yet. */
  weeks: readonly (number | null)[];
  /** Units of a day in stock, over the last weeks; null: it was never in stock. */
  dailyMean: number | null;
  /** Variance of the units of such a day; null: fewer than two days. */
  dailyVariance: number | null;
  /** How many days in stock these two are of. */
  inStockDays: number;
  /** Mean units a day of a product of its category in this store, for what is new; null: not known. */
  categoryDaily: number | null;
};

/** Which days a forecast is for: `YYYY-MM-DD`, and how many from there on, in parts too. */
export type DaysAhead = { fromDay: string; days: number };

/**
 * How a forecast came about: mostly from the category; as the mean of all weeks; with the newest weeks counting more; or
 * as how often it sells times how many at a time.
 */
export type Method = 'category' | 'mean' | 'smoothed' | 'intermittent' | 'none';

/** What some days ahead will ask for. `mean` in units over all these days, `variance` of that sum in square units. */
export type Forecast = { mean: number; variance: number; perDay: number; method: Method };

/**
 * From here on demand is intermittent: a sale in fewer than every second week. Syntetos, Boylan & Croston (JORS 56, 2005)
 * draw the line at one week of 1.32, against smoothing that never forgets faster; on made-up wholesale sales and on the
 * demo's, whose pace is learned, this line needs less stock.
 */
const intermittentFrom = 2;
/** A product that has not sold may yet: it is taken to have sold half a unit in 0.3 weeks before. */
export const before = { units: 0.15, weeks: 0.3 };
/** What is known of a category says as much of a new product as so many weeks of its own, while it has fewer than that. */
const categoryWeeks = 4;
/** Retail demand spreads about this many times its mean; that is believed like five weeks of its own. */
export const usualSpread = { ratio: 1.3, weeks: 5 };
/** A day tells half as much of the spread as its share of a week: what is uneven from week to week, it does not see. */
const dayWeight = 0.5;
/** The weight of a week against the one after it, where nothing is known of it. */
export const usualMemory = 0.9;

/**
 * What a product will probably sell over the days ahead, if it is in stock, and how far that may be off.
 *
 * The rate is the mean of its weeks, each against how busy its group was (`season`), the newer counting more: simple
 * exponential smoothing, in which a missing week is just missing (Brown 1959; Wright, Management Science 32, 1986).
 * Intermittent demand is forecast by its parts, as Teunter, Syntetos & Babai do (EJOR 214, 2011): how often it sells
 * follows every week, how much at a time is the mean of the weeks in which it did.
 * The variance is that of weeks and of days around this rate, never below Poisson's; to it comes that the rate itself is
 * known from so many weeks only.
 * @param memory the weight of a week against the one after it, 0 to 1 (see `memoryOf`)
 */
export function forecast(history: DemandHistory, ahead: DaysAhead, season: Season, memory = usualMemory): Forecast {
  const { weeks, categoryDaily } = history;
  const damped = withoutSpikes(weeks, season);
  let [units, busy, sellingUnits, selling, sellingBusy, allBusy, known] = [0, 0, 0, 0, 0, 0, 0];
  let weight = 1;
  for (const [nth, week] of damped.entries()) {
    if (week !== null) {
      const index = season.weeks[nth] ?? 1;
      units += week * weight;
      busy += index * weight;
      allBusy += index;
      known += 1;
      if (week > 0) {
        sellingUnits += week;
        sellingBusy += index;
        selling += index * weight;
      }
    }
    weight *= memory;
  }
  const isNew = known < categoryWeeks && categoryDaily !== null;
  const isIntermittent = sellingBusy > 0 && allBusy >= intermittentFrom * sellingBusy;
  const seen = isIntermittent ? (sellingUnits / sellingBusy) * selling : units;
  const prior = isNew ? { units: categoryDaily * 7 * categoryWeeks, weeks: categoryWeeks } : before;
  const untold = known === 0 && !isNew ? (history.dailyMean ?? 0) * 7 : null;
  // More may have come back than was sold.
  const weekly = Math.max(0, untold ?? (seen + prior.units) / (busy + prior.weeks));

  const ratio = spreadOf(history, season, weekly);
  const perDay = (weekly / 7) * season.ahead;
  const mean = perDay * busyDays(ahead, season);
  const variance = mean * ratio * (1 + ahead.days / Math.max(7, (busy + prior.weeks) * 7));
  const own = isIntermittent ? 'intermittent' : memory < 1 ? 'smoothed' : 'mean';
  return { mean, variance, perDay, method: isNew ? 'category' : perDay > 0 ? own : 'none' };
}

/** How many times its mean the demand of a while varies: what weeks and days show, drawn towards the usual. At least 1. */
function spreadOf(
  { weeks, dailyMean, dailyVariance, inStockDays }: DemandHistory,
  season: Season,
  weekly: number,
): number {
  let squares = 0;
  let known = 0;
  for (const [nth, week] of weeks.entries()) {
    if (week === null) continue;
    squares += (week / (season.weeks[nth] ?? 1) - weekly) ** 2;
    known += 1;
  }
  const ofWeeks = known > 1 && weekly > 0 ? Math.max(1, squares / (known - 1) / weekly) : 1;
  const ofDays = dailyMean !== null && dailyMean > 0 ? Math.max(1, (dailyVariance ?? 0) / dailyMean) : 1;
  const days = (inStockDays / 7) * dayWeight;
  return (ofWeeks * known + ofDays * days + usualSpread.ratio * usualSpread.weeks) / (known + days + usualSpread.weeks);
}

/** A week far above all others, between two that are not, was no demand to count on: it counts as the limit alone. */
function withoutSpikes(weeks: DemandHistory['weeks'], season: Season): DemandHistory['weeks'] {
  // Most products sell so few a week that nothing needs sorting.
  if (weeks.every((week) => (week ?? 0) < leastSpike)) return weeks;
  const calm = weeks.flatMap((week, nth) => (week === null ? [] : [week / (season.weeks[nth] ?? 1)]));
  const limit = limitOf(calm);
  if (limit === null || calm.every((week) => week <= limit)) return weeks;
  const isHigh = (nth: number): boolean => (weeks[nth] ?? 0) > limit * (season.weeks[nth] ?? 1);
  return weeks.map((week, nth) =>
    week !== null && isHigh(nth) && nth > 0 && !isHigh(nth - 1) && !isHigh(nth + 1)
      ? limit * (season.weeks[nth] ?? 1)
      : week,
  );
}

/** Days ahead as mean days: a Saturday may be worth one and a half. */
function busyDays({ fromDay, days }: DaysAhead, { weekdays }: Season): number {
  if (weekdays === null) return days;
  const first = new Date(`${fromDay}T00:00:00Z`).getUTCDay();
  const whole = Math.floor(days / 7) * 7;
  let busy = whole;
  for (let nth = 0; nth < days - whole; nth += 1)
    busy += (weekdays[(first + nth) % 7] ?? 1) * Math.min(1, days - whole - nth);
  return busy;
}

/** A forecast in a few words: "sells 3.1/day when in stock". */
export function explainDemand({ perDay, method }: Forecast): string {
  if (method === 'none') return 'has not sold';
  const rate = perDay >= 0.095 ? `${perDay.toFixed(1)}/day` : `${(perDay * 30).toFixed(1)} in 30 days`;
  return method === 'category' ? `sells about ${rate}, as its category does` : `sells ${rate} when in stock`;
}
