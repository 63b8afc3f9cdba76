import type { Season } from './season.ts';

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

/** How a forecast came about: from the category, or by one of the methods for a product's own sales. */
export type Method = 'category' | 'mean' | 'smoothed' | 'intermittent' | 'none';

/** What some days ahead will ask for. `mean` in units over all these days, `variance` of that sum in square units. */
export type Forecast = { mean: number; variance: number; perDay: number; method: Method };

/**
 * What a product will probably sell over the days ahead, if it is in stock, and how far that may be off.
 * @param season how busy the past weeks were and the days ahead will be
 */
export function forecast(history: DemandHistory, ahead: DaysAhead, season: Season): Forecast {
  const perDay = history.dailyMean ?? history.categoryDaily ?? 0;
  const mean = perDay * ahead.days * season.ahead;
  const variance = Math.max(mean, (history.dailyVariance ?? perDay) * ahead.days);
  return { mean, variance, perDay, method: perDay > 0 ? 'mean' : 'none' };
}

/** A forecast in a few words: "sells 3.1/day when in stock". */
export function explainDemand({ perDay, method }: Forecast): string {
  if (method === 'none') return 'has not sold';
  const rate = perDay >= 0.095 ? `${perDay.toFixed(1)}/day` : `${(perDay * 30).toFixed(1)} in 30 days`;
  return method === 'category' ? `sells about ${rate}, as its category does` : `sells ${rate} when in stock`;
}
