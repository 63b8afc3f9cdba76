import { median, medianAbsoluteDeviation, probit } from 'simple-statistics';

/** Which law the demand of some days is taken to follow; only how far it spreads decides. */
export type Law = 'poisson' | 'negative-binomial' | 'gamma';

/** Above this many steps the sums of a discrete law cost more than its continuous likeness is wrong by. */
const mostSteps = 2_000;

/**
 * How many units cover the demand of some days with a probability: the smallest number q with P(demand <= q) >= level.
 * Slow demand is counted exactly, as Poisson or, where it varies more than its mean, as negative binomial with the same
 * mean and variance (Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed. 2017, ch. 9 on
 * slow movers; Agrawal & Smith, Naval Research Logistics 43, 1996, on retail demand). Fast demand is taken as gamma, by
 * the cube-root transform of Wilson & Hilferty (PNAS 17, 1931).
 * @param mean units, >= 0
 * @param variance square units; taken as the mean where it is less
 * @param level a probability below 1; at 0 or below nothing needs covering
 */
export function demandQuantile(mean: number, variance: number, level: number): { units: number; law: Law } {
  const law: Law = variance > mean * 1.0001 ? 'negative-binomial' : 'poisson';
  if (mean <= 0 || level <= 0) return { units: 0, law };
  const shape = law === 'poisson' ? Infinity : (mean * mean) / (variance - mean);
  const none = law === 'poisson' ? -mean : shape * Math.log(shape / (shape + mean));
  // e^-700 is about the smallest number there is.
  if (none > -700 && mean < mostSteps / 2) {
    const ratio = law === 'poisson' ? mean : mean / (shape + mean);
    let probability = Math.exp(none);
    let covered = probability;
    for (let units = 0; units < mostSteps; units += 1) {
      if (covered >= level) return { units, law };
      probability *= law === 'poisson' ? ratio / (units + 1) : (ratio * (units + shape)) / (units + 1);
      covered += probability;
    }
  }
  return { units: gammaQuantile(mean, Math.max(variance, mean), level), law: 'gamma' };
}

function gammaQuantile(mean: number, variance: number, level: number): number {
  const ninth = variance / (9 * mean * mean);
  return Math.max(0, mean * (1 - ninth + probit(level) * Math.sqrt(ninth)) ** 3);
}

/** The median absolute deviation of normal values is this part of their standard deviation. */
const madOfNormal = 0.6745;
const leastValues = 8;
const spikeDeviations = 20;
/** No limit is lower: counts spread by one at least. */
export const leastSpike = spikeDeviations;

/**
 * Above what a value is a spike: twenty robust standard deviations above the median, after Hampel's identifier (Hampel, JASA
 * 69, 1974), which takes the spread from the median too, so that the spike does not hide itself. Counts spread at least
 * as Poisson's do.
 * @returns null when there are fewer than 8 values to tell by
 */
export function limitOf(values: number[]): number | null {
  if (values.length < leastValues) return null;
  const middle = median(values);
  const deviation = Math.max(medianAbsoluteDeviation(values) / madOfNormal, Math.sqrt(Math.max(1, middle)));
  return middle + spikeDeviations * deviation;
}
