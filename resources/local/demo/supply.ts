import type { Calendar } from './calendar.ts';
import type { Item } from './catalogue.ts';
import type { Demand } from './demand.ts';
import type { Random } from './random.ts';
import type { Shelves, Year } from './shelves.ts';
import { demoStores } from './stores.ts';
import { demoSuppliers, termsOf } from './suppliers.ts';

type Order = { store: number; supplier: string; lines: { item: number; quantity: number }[] };

/** Days of sale that an order covers beyond its own lead time: a week until the next order, the rest for safety. */
const coverDays = 15;

/** The buyers' side of the year: orders once a week from each supplier, and deliveries when they arrive. */
export class Supply {
  readonly #shelves: Shelves;
  readonly #demand: Demand;
  readonly #calendar: Calendar;
  readonly #random: Random;
  readonly #due = new Map<number, Order[]>();

  constructor(shelves: Shelves, demand: Demand, calendar: Calendar, random: Random) {
    this.#shelves = shelves;
    this.#demand = demand;
    this.#calendar = calendar;
    this.#random = random;
  }

  /** The stock that a position should have on hand and on order together, in units. */
  target(store: number, item: number, day: number): number {
    const { leadTimeDays } = this.#shelves.items[item] as Item;
    const days = leadTimeDays + coverDays;
    // Half way to the end of the cover, so that a season is bought for before it comes and not after it has gone.
    const daily = this.#demand.expected(store, item, day + Math.round(days / 2));
    return Math.ceil(daily * days) + 2;
  }

  /** Puts on the shelves what arrives before opening, and notes it. Now and then a line comes short. */
  receive(year: Year, day: number): void {
    for (const [index, order] of (this.#due.get(day) ?? []).entries()) {
      const second = 7 * 3600 + index * 240;
      let line = 0;
      for (const { item, quantity } of order.lines) {
        const position = this.#shelves.positionOf(order.store, item);
        const { packSize, costMinor } = this.#shelves.items[item] as Item;
        this.#shelves.onOrder[position] = (this.#shelves.onOrder[position] ?? 0) - quantity;
        const came = quantity - (this.#random.chance(0.03) ? packSize : 0);
        if (came <= 0) continue;
        line += 1;
        this.#shelves.onHand[position] = (this.#shelves.onHand[position] ?? 0) + came;
        // Costs rose by 2.5 % in the second half of the year.
        const cost = day < this.#calendar.length / 2 ? Math.round(costMinor / 1.025) : costMinor;
        year.deliveries.push({
          day,
          second,
          line,
          item,
          store: order.store,
          note: index + 1,
          quantity: came,
          costMinor: cost,
        });
      }
    }
    this.#due.delete(day);
  }

  /** Orders at the end of a day from those suppliers whose day it is. */
  order(day: number): void {
    const weekday = this.#calendar.weekdayOf(day);
    for (const { code } of demoSuppliers) {
      const { orderDay, leadTimeDays } = termsOf(code);
      if (orderDay !== weekday) continue;
      for (const store of demoStores.keys()) {
        const lines = this.#shelves.items.flatMap((each, item) =>
          each.supplier === code ? this.#orderLine(store, item, day) : [],
        );
        let arrives = day + leadTimeDays;
        while (this.#calendar.weekdayOf(arrives) === 0 || this.#calendar.isClosed(arrives)) arrives += 1;
        const due = this.#due.get(arrives) ?? [];
        if (lines.length > 0) this.#due.set(arrives, [...due, { store, supplier: code, lines }]);
      }
    }
  }

  #orderLine(store: number, item: number, day: number): Order['lines'] {
    const { packSize, minOrder } = this.#shelves.items[item] as Item;
    const position = this.#shelves.positionOf(store, item);
    if (day >= (this.#shelves.cutOffFrom[position] ?? Infinity)) return [];
    const has = (this.#shelves.onHand[position] ?? 0) + (this.#shelves.onOrder[position] ?? 0);
    const missing = this.target(store, item, day) - has;
    if (missing <= 0) return [];
    const quantity = Math.max(minOrder, Math.ceil(missing / packSize) * packSize);
    this.#shelves.onOrder[position] = (this.#shelves.onOrder[position] ?? 0) + quantity;
    return [{ item, quantity }];
  }
}
