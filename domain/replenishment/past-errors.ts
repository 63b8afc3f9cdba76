import { before, type DemandHistory, usualSpread } from './demand.ts';
import type { Season } from './season.ts';

/** A forecast of the past: the units it was of, and how many of its standard deviations what then sold was above it. */
export type PastError = { mean: number; deviations: number };

/** The first forecast is made after so many weeks, and at most so many weeks are forecast at once. */
const firstWeeks = 4;
const mostWeeksAhead = 4;

/**
 * How far off the forecasts of a product would have been, by rolling origin: from every past week the weeks after it are
 * forecast from those before it, with the spread that was known then.
 * @param days how many days ahead orders look
 * @param memory the weight of a week against the one after it
 */
export function pastErrors({ weeks }: DemandHistory, season: Season, days: number, memory: number): PastError[] {
  const known = weeks.flatMap((units, nth) => (units === null ? [] : [{ units, busy: season.weeks[nth] ?? 1 }]));
  known.reverse();
  const ahead = Math.min(mostWeeksAhead, Math.max(1, Math.round(days / 7)));
  const errors: PastError[] = [];
  let [units, busy, sum, squares] = [0, 0, 0, 0];
  for (const [nth, week] of known.entries()) {
    if (nth >= firstWeeks && nth + ahead <= known.length) {
      let [sold, then] = [0, 0];
      for (let at = nth; at < nth + ahead; at += 1) {
        sold += known[at]?.units ?? 0;
        then += known[at]?.busy ?? 1;
      }
      // More may have come back than was sold.
      const weekly = Math.max(0, units + before.units) / (busy + before.weeks);
      const ofWeeks = weekly > 0 ? Math.max(1, (squares - (sum * sum) / nth) / (nth - 1) / weekly) : 1;
      const ratio = (ofWeeks * nth + usualSpread.ratio * usualSpread.weeks) / (nth + usualSpread.weeks);
      const mean = weekly * then;
      const variance = mean * ratio * (1 + ahead / Math.max(1, busy + before.weeks));
      if (variance > 0) errors.push({ mean, deviations: (sold - mean) / Math.sqrt(variance) });
    }
    units = units * memory + week.units;
    busy = busy * memory + week.busy;
    sum += week.units / week.busy;
    squares += (week.units / week.busy) ** 2;
  }
  return errors;
}

/** Slow and fast products err differently: forecasts are told apart by how many units they are of. */
const sizes = [0.1, 0.3, 1, 3, 10];
/** With fewer errors nothing is said, and of so many at the end no level is told between. */
const leastErrors = 100;
const tailErrors = 5;

/** How far off the forecasts of a whole group were, so that a level can be read off for a new one. */
export class Errors {
  readonly #bySize: Float64Array[];

  constructor(errors: Iterable<PastError>) {
    const bySize: number[][] = [[], ...sizes.map(() => [])];
    for (const { mean, deviations } of errors) bySize[sizeOf(mean)]?.push(deviations);
    this.#bySize = bySize.map((those) => Float64Array.from(those).sort());
  }

  /**
   * By how many standard deviations what sold was above its forecast at most, in so many of all cases.
   * @param mean units that the new forecast is of
   * @param level a probability
   * @returns also `level`, the highest that can be told where that is less, and how many errors say so; null: too few
   */
  at(mean: number, level: number): { deviations: number; level: number; count: number } | null {
    const sorted = this.#bySize[sizeOf(mean)];
    if (sorted === undefined || sorted.length < leastErrors) return null;
    const told = Math.min(level, 1 - tailErrors / sorted.length);
    const place = told * (sorted.length - 1);
    const lower = Math.floor(place);
    const from = sorted[lower] ?? 0;
    const deviations = from + ((sorted[lower + 1] ?? from) - from) * (place - lower);
    return { deviations, level: told, count: sorted.length };
  }
}

const sizeOf = (mean: number): number => sizes.filter((size) => mean >= size).length;
