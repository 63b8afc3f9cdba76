import { type DemandHistory, usualMemory } from './demand.ts';
import type { Season } from './season.ts';

/** The weights of a week against the one after it that are tried: from none forgotten to half forgotten in two weeks. */
export const memories = [1, 0.95, 0.9, 0.85, 0.8, 0.7] as const;

/** The first forecast is made after so many weeks; so many more are needed to tell anything. */
const firstWeeks = 4;
const leastWeeks = 8;
const mostWeeksAhead = 4;

/**
 * How well each of `memories` would have forecast a product, by rolling origin: from every past week the weeks after it
 * are forecast from those before it (Tashman, International Journal of Forecasting 16, 2000).
 * @param days how many days ahead orders look; at most four weeks are tried
 * @returns the logarithm of each memory's squared error against their mean; null: fewer than 8 weeks to tell by
 */
export function backtest({ weeks }: DemandHistory, season: Season, days: number): number[] | null {
  const known = weeks.flatMap((units, nth) => (units === null ? [] : [{ units, busy: season.weeks[nth] ?? 1 }]));
  const ahead = Math.min(mostWeeksAhead, Math.max(1, Math.round(days / 7)));
  if (known.length < leastWeeks + ahead) return null;
  known.reverse();
  const errors = memories.map((memory) => squaredError(known, memory, ahead));
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return mean > 0 ? errors.map((error) => Math.log(Math.max(error, 1e-9) / mean)) : null;
}

function squaredError(weeks: readonly { units: number; busy: number }[], memory: number, ahead: number): number {
  let [units, busy, error] = [0, 0, 0];
  for (const [nth, week] of weeks.entries()) {
    if (nth >= firstWeeks && nth + ahead <= weeks.length) {
      let [sold, then] = [0, 0];
      for (let at = nth; at < nth + ahead; at += 1) {
        sold += weeks[at]?.units ?? 0;
        then += weeks[at]?.busy ?? 1;
      }
      error += (sold - (units / busy) * then) ** 2;
    }
    units = units * memory + week.units;
    busy = busy * memory + week.busy;
  }
  return error;
}

/**
 * The memory that forecasts a whole group best, by the backtests of its products. One product's history is too short to
 * choose by: what wins there is chance.
 */
export function memoryOf(backtests: Iterable<readonly number[] | null>): number {
  const sums = memories.map(() => 0);
  let count = 0;
  for (const errors of backtests) {
    if (errors === null) continue;
    count += 1;
    for (const [nth, error] of errors.entries()) sums[nth] = (sums[nth] ?? 0) + error;
  }
  return count === 0 ? usualMemory : (memories[sums.indexOf(Math.min(...sums))] ?? usualMemory);
}
