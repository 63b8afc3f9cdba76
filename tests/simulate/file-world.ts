import { randomFrom, type Random } from '#local/demo/random.ts';
import type { SalesFile } from './sales-file.ts';
import { leadTimes, splitOf, weekdayOf, type Position, type World } from './world.ts';

/** What a file of sales does not say, and is assumed: costs as a share of the price, suppliers' lead times in days. */
export const costShare = 0.6;
export const assumedLeads = [3, 5, 7, 10, 14, 21];
/** How many weeks of sale a pack holds; each product draws one of these, and the nearest usual pack. */
export const packWeeks = [0.25, 0.5, 1, 2, 4];
const usualPacks = [1, 2, 3, 4, 6, 8, 10, 12, 18, 24, 36, 48, 72, 96, 144, 288];
const blockWeeks = 2;
const reachWeeks = 3;
/** Fewer days with a sale while tuning, and a product is left out. */
export const leastSaleDays = 5;
const leastDays = 20 * 7;

/**
 * A file's sales, taken as the true demand, with weeks shuffled by seed: blocks of two weeks are drawn, all products
 * together, from up to three weeks before or after, so that season, trend and what sells together stay (local block
 * bootstrap: Paparoditis & Politis, Comptes Rendus Acad. Sci. Paris 335, 2002). Nothing is drawn across the day that
 * parts tuning from comparing.
 * @param lookEveryDays days between two looks at the stock
 * @throws Error when the file is of fewer than 20 weeks
 */
export function fileWorld(file: SalesFile, seed: number, lookEveryDays: number): World {
  if (file.days < leastDays)
    throw new Error(
      `the file is of ${file.days} ${file.days === 1 ? 'day' : 'days'}: the simulation needs ${leastDays}, 12 weeks to tune on and 8 to compare`,
    );
  const days = Math.floor(file.days / 7) * 7;
  const split = splitOf(days);
  const known = file.rows.filter(
    ({ units }) => units.subarray(0, split).filter((sold) => sold > 0).length >= leastSaleDays,
  );
  // Terms belong to the product: they are the same for every seed.
  const terms = randomFrom(20_261_122);
  const sources = sourceDays(days, split, randomFrom(seed));
  const demand = new Float64Array(known.length * days);
  const positions = known.map((row, index): Position => {
    for (let day = 0; day < days; day += 1) demand[index * days + day] = row.units[sources[day] ?? day] ?? 0;
    const weekly = (row.units.subarray(0, split).reduce((sum, sold) => sum + sold, 0) / split) * 7;
    const supplier = terms.between(0, assumedLeads.length - 1);
    const packSize = nearestPack(weekly * (packWeeks[terms.between(0, packWeeks.length - 1)] ?? 1));
    return {
      group: row.store,
      supplier,
      cost: (row.price || 1) * costShare,
      packSize,
      minOrder: packSize,
      leadDays: assumedLeads[supplier] ?? 7,
      orderDay: supplier % Math.min(5, lookEveryDays),
    };
  });
  return {
    positions,
    groups: file.stores,
    stores: Array.from({ length: file.stores }, (_, store) => [store]),
    suppliers: assumedLeads.length,
    days,
    lookEveryDays,
    firstDay: file.firstDay,
    firstWeekday: weekdayOf(file.firstDay),
    demand,
    lead: leadTimes(assumedLeads, days, seed),
  };
}

function nearestPack(units: number): number {
  return usualPacks.reduce((best, pack) =>
    Math.abs(Math.log(pack / units)) < Math.abs(Math.log(best / units)) ? pack : best,
  );
}

/** For each day, the day that it repeats: of the same weekday, and on the same side of the split. */
function sourceDays(days: number, split: number, random: Random): Int32Array {
  const sources = new Int32Array(days);
  for (const [from, to] of [
    [0, split],
    [split, days],
  ] as const) {
    for (let block = from; block < to; block += blockWeeks * 7) {
      const shift = random.between(-reachWeeks, reachWeeks) * 7;
      for (let day = block; day < Math.min(to, block + blockWeeks * 7); day += 1) {
        const source = day + shift;
        sources[day] =
          source >= from && source < to ? source : day - shift >= from && day - shift < to ? day - shift : day;
      }
    }
  }
  return sources;
}
