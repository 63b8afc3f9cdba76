import { yearBefore, type Calendar } from './calendar.ts';
import { makeCatalogue } from './catalogue.ts';
import { makeDemand, type Demand } from './demand.ts';
import { randomFrom, type Random } from './random.ts';
import { Selling } from './selling.ts';
import { emptyYear, type Shelves, type Year } from './shelves.ts';
import { demoStores } from './stores.ts';
import { Supply } from './supply.ts';

/** The stretch at the end of the year that is dropped first: it begins with a full stocktake. */
export const recentDays = 35;

/** Seconds after midnight at which stock is counted: a whole store before it opens, a few categories once it is closed. */
export const beforeOpening = 6.5 * 3600;
export const afterClosing = 21.5 * 3600;

/** A demo year: what happened, the days it took, and the reorder point of each product, in units. */
export type DemoYear = Year & { calendar: Calendar; reorderPoints: readonly number[] };

/**
 * Lives through the 366 days before `today` in all stores, day by day, so that nothing is sold that is not there.
 * The same seed and day give the same year.
 */
export function simulate(seed: number, today: string): DemoYear {
  const random = randomFrom(seed);
  const calendar = yearBefore(today);
  const items = makeCatalogue(random);
  const demand = makeDemand(items, calendar, random);
  const shelves = emptyShelves(items);
  const supply = new Supply(shelves, demand, calendar, random);
  const selling = new Selling(shelves, demand, calendar, random);
  const year = emptyYear(shelves);
  spoil(shelves, demand, calendar, random);

  for (const store of demoStores.keys()) {
    for (const item of stocked(shelves)) {
      const usual = supply.target(store, item, 0) * (0.6 + 0.5 * random.next());
      shelves.onHand[shelves.positionOf(store, item)] = Math.round(usual);
      count(shelves, year, random, { store, item, day: 0, second: beforeOpening });
    }
  }
  for (let day = 0; day < calendar.length; day += 1) {
    if (day === calendar.length - recentDays) {
      for (const store of demoStores.keys()) {
        for (const item of stocked(shelves)) count(shelves, year, random, { store, item, day, second: beforeOpening });
      }
    }
    supply.receive(year, day);
    for (const store of demoStores.keys()) selling.sellDay(year, store, day);
    supply.order(day);
    cycleCount(shelves, year, calendar, random, day);
  }
  const reorderPoints = items.map((item, index) =>
    item.isStocked ? reorderPoint(demand, index, calendar.length - 1, item.leadTimeDays) : 0,
  );
  return { ...year, calendar, reorderPoints };
}

function emptyShelves(items: Shelves['items']): Shelves {
  const positions = items.length * demoStores.length;
  return {
    items,
    onHand: new Int32Array(positions),
    onOrder: new Int32Array(positions),
    cutOffFrom: new Int32Array(positions).fill(2 ** 31 - 1),
    miscounted: new Set(),
    positionOf: (store, item) => store * items.length + item,
  };
}

const stocked = ({ items }: Shelves) => [...items.keys()].filter((item) => items[item]?.isStocked);

/** Lets some suppliers fail in the last weeks, so that the chain has something to put right, and two tills go wrong. */
function spoil(shelves: Shelves, demand: Demand, calendar: Calendar, random: Random): void {
  const miscounted = new Set<number>();
  for (const store of demoStores.keys()) {
    for (const item of stocked(shelves)) {
      const position = shelves.positionOf(store, item);
      const sellsWell = demand.expected(store, item, calendar.length - 40) > 0.9;
      if (sellsWell && miscounted.size < 2 && store % 3 === 0 && random.chance(0.05)) {
        miscounted.add(position);
        shelves.cutOffFrom[position] = calendar.length - 80;
      } else if (random.chance(0.035)) {
        shelves.cutOffFrom[position] = calendar.length - random.between(20, 75);
      }
    }
  }
  shelves.miscounted = miscounted;
}

type Place = { store: number; item: number; day: number; second: number };

/** Counts a position: now and then a unit is gone that nobody sold, seldom one turns up. The books follow the count. */
function count(shelves: Shelves, year: Year, random: Random, place: Place): void {
  const position = shelves.positionOf(place.store, place.item);
  const luck = random.next();
  const change = luck < 0.05 ? -1 : luck < 0.065 ? -2 : luck > 0.99 ? 1 : 0;
  const quantity = Math.max(0, (shelves.onHand[position] ?? 0) + change);
  shelves.onHand[position] = quantity;
  year.counts.push({ ...place, quantity });
}

/** Each store counts three categories one evening a month, in turn, so that each comes up about three times a year. */
function cycleCount(shelves: Shelves, year: Year, calendar: Calendar, random: Random, day: number): void {
  const [, month = 0, dayOfMonth = 0] = calendar.dateOf(day).split('-').map(Number);
  const store = [3, 7, 11, 15, 19].indexOf(dayOfMonth);
  if (store === -1 || calendar.isClosed(day)) return;
  const categories = [...new Set(stocked(shelves).map((item) => shelves.items[item]?.category))];
  const turn = [0, 1, 2].map((nth) => categories[(month * 3 + nth + store) % categories.length]);
  for (const item of stocked(shelves)) {
    if (shelves.miscounted.has(shelves.positionOf(store, item)) && day > calendar.length - recentDays) continue;
    if (turn.includes(shelves.items[item]?.category)) {
      count(shelves, year, random, { store, item, day, second: afterClosing });
    }
  }
}

/** What a mean store sells in some days of safety, more for a far supplier; at least 1 unit. */
function reorderPoint(demand: Demand, item: number, day: number, leadTimeDays: number): number {
  const stores = [...demoStores.keys()];
  const daily = stores.reduce((sum, store) => sum + demand.expected(store, item, day), 0) / stores.length;
  return Math.max(1, Math.round(daily * (2 + leadTimeDays / 7)));
}
