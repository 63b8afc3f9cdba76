import { sampleStandardDeviation } from 'simple-statistics';
import type { Outcome } from './replay.ts';

/** One value of a policy's parameter, and what came of it. */
export type Point = { value: number; outcome: Outcome };

export const fillRate = ({ wanted, filled }: Outcome): number => (wanted > 0 ? filled / wanted : Number.NaN);
export const meanStock = ({ stock, days }: Outcome): number => stock / days;

/**
 * The mean stock value with which a policy reaches a fill rate: between two points of its curve, by
 * the logarithm of the stock, along which curves are nearly straight.
 * @returns null when the curve does not pass the fill rate
 */
export function stockAt(points: readonly Point[], wanted: number): number | null {
  for (const [nth, { outcome: upper }] of points.entries()) {
    const lower = points[nth - 1]?.outcome;
    if (lower === undefined || fillRate(lower) >= wanted || fillRate(upper) < wanted) continue;
    const share = (wanted - fillRate(lower)) / (fillRate(upper) - fillRate(lower));
    return meanStock(lower) * (meanStock(upper) / meanStock(lower)) ** share;
  }
  return null;
}

/** The point with the least stock that reaches a fill rate, else the one that comes nearest. */
export function tunedTo(points: readonly Point[], wanted: number): Point | undefined {
  const enough = points.filter(({ outcome }) => fillRate(outcome) >= wanted);
  if (enough.length === 0) return points.toSorted((one, other) => fillRate(other.outcome) - fillRate(one.outcome))[0];
  return enough.toSorted((one, other) => meanStock(one.outcome) - meanStock(other.outcome))[0];
}

/** Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1 on; above 30 the normal's. */
const student = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09,
  2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
];

/** Mean of some values and the half width of its 95 % interval; null: fewer than two values to tell by. */
export function meanOf(values: readonly number[]): { mean: number; half: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, half: null };
  const error = sampleStandardDeviation([...values]) / Math.sqrt(values.length);
  return { mean, half: error * (student[values.length - 2] ?? 1.96) };
}
