import type { Shop } from './shop.ts';
import { splitOf, type World } from './world.ts';

/** How many units a shop orders of a position at the end of a day. */
export type Decide = (position: number, day: number) => number;

/** A way to order, with one parameter that is swept: its values from little stock to much. */
export type Policy = {
  name: string;
  /** What the parameter is, for the table. */
  parameter: string;
  values: readonly number[];
  open: (shop: Shop, value: number) => Decide;
};

/** In whole packs, and no less than the supplier sends. */
function packed(missing: number, { packSize, minOrder }: World['positions'][number]): number {
  if (missing <= 1e-9) return 0;
  return Math.ceil(Math.max(missing, minOrder) / packSize) * packSize;
}

/**
 * Levels that are set and kept, as the reordering rules of Odoo or Unleashed: below the minimum, order up to the maximum.
 * The minimum is the mean sale so far until an order is here, times the factor; the maximum holds some days of sale more.
 * The shop sets them when it takes over, anew once half of the tuning is over, and for good when the tuning ends.
 */
export const fixedLevels = (gapDays: number): Policy => ({
  name: gapDays === 0 ? 'fixed minimum' : `fixed min, max + ${gapDays} days of sale`,
  parameter: 'factor',
  values: Array.from({ length: 18 }, (_, nth) => 0.3 * 1.25 ** nth),
  open: ({ world, begins, sold, onHand, onOrder }, factor) => {
    const split = splitOf(world.days);
    const resets = [0, Math.floor(split / 2), split];
    const daily = new Float64Array(world.positions.length);
    const setFrom = new Int16Array(world.positions.length).fill(-1);
    return (index, day) => {
      const position = world.positions[index];
      if (position === undefined) return 0;
      const set = resets.findLastIndex((reset) => day >= reset);
      if (setFrom[index] !== set) {
        setFrom[index] = set;
        const from = begins[index] ?? 0;
        const units = sold.subarray(index * world.days + from, index * world.days + day + 1);
        daily[index] = units.reduce((sum, one) => sum + one, 0) / units.length;
      }
      const minimum = Math.ceil((daily[index] ?? 0) * (position.leadDays + world.lookEveryDays) * factor);
      const maximum = minimum + Math.ceil((daily[index] ?? 0) * gapDays);
      const has = (onHand[index] ?? 0) + (onOrder[index] ?? 0);
      return has < minimum ? packed(maximum - has, position) : 0;
    };
  },
});

/**
 * The mean sale of the last 30 calendar days for lead time + safety days, as in Katana, Cin7 or ERPNext: what is missing
 * is ordered.
 */
export const flatMean: Policy = {
  name: '30-day mean x (lead + safety days)',
  parameter: 'safety days',
  values: [-3, 0, 3, 6, 9, 12, 15, 18, 22, 27, 33, 41, 51, 64, 80, 100, 130, 170, 230],
  open: ({ world, begins, sold, onHand, onOrder }, safetyDays) => {
    return (index, day) => {
      const position = world.positions[index];
      if (position === undefined) return 0;
      const from = Math.max(begins[index] ?? 0, day - 29);
      let units = 0;
      for (let at = index * world.days + from; at <= index * world.days + day; at += 1) units += sold[at] ?? 0;
      const target = Math.ceil((units / (day - from + 1)) * Math.max(0, position.leadDays + safetyDays));
      return packed(target - (onHand[index] ?? 0) - (onOrder[index] ?? 0), position);
    };
  },
};
