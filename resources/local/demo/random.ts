/** A seeded source of chance: the same seed gives the same numbers on every machine. */
export type Random = {
  /** A number in [0, 1). */
  next: () => number;
  /** An integer in [from, to], both included. */
  between: (from: number, to: number) => number;
  /** True with the given probability. */
  chance: (probability: number) => boolean;
  /** A count from a Poisson distribution with this mean (Knuth's method below 30, a normal approximation above). */
  poisson: (mean: number) => number;
};

/**
 * Makes a source of chance from a seed, any integer.
 * The generator is Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, more than enough for a demo.
 */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const poisson = (mean: number): number => {
    if (mean >= 30) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
    }
    let count = 0;
    for (let product = next(), limit = Math.exp(-mean); product > limit; product *= next()) count += 1;
    return count;
  };
  return {
    next,
    poisson,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
  };
}

/** A draw of an index in proportion to its weight, in logarithmic time. The weights must not all be 0. */
export function weightedDraw(weights: Iterable<number>): (random: Random) => number {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) sums.push((total += weight));
  return (random) => {
    const target = random.next() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
