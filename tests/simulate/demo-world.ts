import { yearBefore } from '#local/demo/calendar.ts';
import { makeCatalogue } from '#local/demo/catalogue.ts';
import { makeDemand } from '#local/demo/demand.ts';
import { randomFrom } from '#local/demo/random.ts';
import { Selling } from '#local/demo/selling.ts';
import { emptyYear } from '#local/demo/shelves.ts';
import { demoStores } from '#local/demo/stores.ts';
import { demoSuppliers, termsOf } from '#local/demo/suppliers.ts';
import { leadTimes, type Position, type World } from './world.ts';

const plenty = 1_000_000;

/**
 * The year of the demo chain as its customers want it: the tills sell from shelves that are never empty, so that this is
 * the demand itself. Terms are those of the demo's suppliers; what is brought back is left out.
 * @param today the day after the year, `YYYY-MM-DD`
 * @param lookEveryDays days between two looks at the stock
 */
export function demoWorld(seed: number, today: string, lookEveryDays: number): World {
  const random = randomFrom(seed);
  const calendar = yearBefore(today);
  const items = makeCatalogue(random);
  const positionOf = (store: number, item: number): number => store * items.length + item;
  const count = items.length * demoStores.length;
  const shelves = {
    items,
    onHand: new Int32Array(count).fill(plenty),
    onOrder: new Int32Array(count),
    cutOffFrom: new Int32Array(count).fill(plenty),
    miscounted: new Set<number>(),
    positionOf,
  };
  const year = emptyYear(shelves);
  const selling = new Selling(shelves, makeDemand(items, calendar, random), calendar, random);
  for (let day = 0; day < calendar.length; day += 1) {
    shelves.onHand.fill(plenty);
    for (const store of demoStores.keys()) selling.sellDay(year, store, day);
  }
  const wanted = new Float64Array(count * calendar.length);
  for (const { day, store, item, quantity } of year.sales.between('quantity', 1, plenty)) {
    const at = positionOf(store, item) * calendar.length + day;
    wanted[at] = (wanted[at] ?? 0) + quantity;
  }

  const categories = [...new Set(items.map((item) => item.category))];
  const positions: Position[] = [];
  const demand: Float64Array[] = [];
  for (const store of demoStores.keys()) {
    for (const [index, item] of items.entries()) {
      if (!item.isStocked) continue;
      const from = positionOf(store, index) * calendar.length;
      demand.push(wanted.subarray(from, from + calendar.length));
      positions.push({
        group: store * categories.length + categories.indexOf(item.category),
        supplier: demoSuppliers.findIndex(({ code }) => code === item.supplier),
        cost: item.costMinor / 100,
        packSize: item.packSize,
        minOrder: item.minOrder,
        leadDays: item.leadTimeDays,
        orderDay: (termsOf(item.supplier).orderDay - calendar.weekdayOf(0) + 7) % lookEveryDays,
      });
    }
  }
  const all = new Float64Array(positions.length * calendar.length);
  for (const [position, days] of demand.entries()) all.set(days, position * calendar.length);
  return {
    positions,
    groups: demoStores.length * categories.length,
    stores: [...demoStores.keys()].map((store) => categories.map((_, nth) => store * categories.length + nth)),
    suppliers: demoSuppliers.length,
    days: calendar.length,
    lookEveryDays,
    firstDay: calendar.dateOf(0),
    firstWeekday: calendar.weekdayOf(0),
    demand: all,
    lead: leadTimes(
      demoSuppliers.map(({ code }) => termsOf(code).leadTimeDays),
      calendar.length,
      seed,
    ),
  };
}
