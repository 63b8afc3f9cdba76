import { randomFrom } from '#local/demo/random.ts';

/** One product in one store, and the terms on which it is bought. Money is in the file's currency, or the demo's pounds. */
export type Position = {
  /** Whose sales tell how busy it is: a category in a store, or a store. */
  group: number;
  /** Whose lead times tell how long it takes: a supplier. */
  supplier: number;
  cost: number;
  packSize: number;
  minOrder: number;
  /** Days from order to shelf as agreed. What really passes is drawn around it. */
  leadDays: number;
  /** On which of the days from one look at the stock to the next it is looked at and ordered, from 0. */
  orderDay: number;
};

/** What customers want of every position on every day, and how long suppliers take: the same for every policy. */
export type World = {
  positions: readonly Position[];
  groups: number;
  /** The groups of each store. */
  stores: readonly (readonly number[])[];
  suppliers: number;
  days: number;
  /** Every so many days the stock of a position is looked at and ordered. */
  lookEveryDays: number;
  /** `YYYY-MM-DD` of day 0. */
  firstDay: string;
  /** Of day 0, 0 is Sunday. */
  firstWeekday: number;
  /** Units wanted of position p on day d, at [p * days + d]. */
  demand: Float64Array;
  /** Days that an order to a supplier, placed at the end of a day, takes to the shelf. At least 1. */
  lead: (supplier: number, day: number) => number;
};

/** The day on which tuning ends and comparing begins. */
export const splitOf = (days: number): number => Math.floor(days * 0.6);

/** Weekday of a date, 0 is Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** `YYYY-MM-DD` of a day of a world. */
export const dateOf = ({ firstDay }: World, day: number): string =>
  new Date(Date.parse(`${firstDay}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);

/** True lead times spread around what was agreed by this share of it. */
export const leadSpread = 0.3;

/**
 * Draws how long orders take: gamma with the agreed mean and a standard deviation of `leadSpread` of it, in whole days.
 * The same supplier, day and seed give the same days whatever a policy does.
 */
export function leadTimes(agreed: readonly number[], days: number, seed: number): World['lead'] {
  const drawn = agreed.map((mean, supplier) => {
    const random = randomFrom(seed * 7919 + supplier * 104_729 + 13);
    return Uint16Array.from({ length: days }, () =>
      Math.max(1, Math.round(mean * gammaAround1(leadSpread, random.next))),
    );
  });
  return (supplier, day) => drawn[supplier]?.[day] ?? 1;
}

/** A draw from the gamma distribution with mean 1 and this standard deviation < 1 (Marsaglia & Tsang, ACM TOMS 26, 2000). */
function gammaAround1(spread: number, next: () => number): number {
  const shape = 1 / (spread * spread);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const cube = (1 + c * normal) ** 3;
    if (cube > 0 && Math.log(1 - next()) < 0.5 * normal * normal + d - d * cube + d * Math.log(cube))
      return (d * cube) / shape;
  }
}
