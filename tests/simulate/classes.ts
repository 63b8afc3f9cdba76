import { splitOf, type World } from './world.ts';

/** Classes of demand by how often it comes and how unevenly much (Syntetos, Boylan & Croston, JORS 56, 2005). */
export const classNames = ['smooth', 'erratic', 'intermittent', 'lumpy'] as const;

const oftenEnough = 1.32;
const evenEnough = 0.49;

/** The class of each position, by its weeks of demand in the first 60 % of days, as an index of `classNames`. */
export function classesOf({ positions, days, demand }: World): Uint8Array {
  const weeks = Math.floor(splitOf(days) / 7);
  return Uint8Array.from(positions, (_, position) => {
    const sums: number[] = [];
    for (let week = 0; week < weeks; week += 1) {
      const from = position * days + week * 7;
      sums.push(demand.subarray(from, from + 7).reduce((sum, units) => sum + units, 0));
    }
    const first = sums.findIndex((units) => units > 0);
    const selling = sums.filter((units) => units > 0);
    if (selling.length === 0) return 3;
    const mean = selling.reduce((sum, units) => sum + units, 0) / selling.length;
    const variance = selling.reduce((sum, units) => sum + (units - mean) ** 2, 0) / selling.length;
    const isRare = (weeks - first) / selling.length >= oftenEnough;
    const isUneven = variance / (mean * mean) >= evenEnough;
    return isRare ? (isUneven ? 3 : 2) : isUneven ? 1 : 0;
  });
}
