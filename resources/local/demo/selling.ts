import type { Calendar } from './calendar.ts';
import type { Item } from './catalogue.ts';
import { basketSizes, type Demand } from './demand.ts';
import { weightedDraw, type Random } from './random.ts';
import type { Shelves, Year } from './shelves.ts';
import { trades, type Trade } from './stores.ts';

const sizeOf = weightedDraw(basketSizes);

/** The share of returnable lines of which a unit comes back within a fortnight; food and bargains stay sold. */
const returnRate = 0.02;
/** The lowest that a miscounted position goes. */
const lowest = -3;

type Basket = { second: number; returned?: Returned };
type Returned = { item: number; priceMinor: number };

/** The tills' side of the year. What is not on the shelf is not sold, except where the books are wrong. */
export class Selling {
  readonly #shelves: Shelves;
  readonly #demand: Demand;
  readonly #calendar: Calendar;
  readonly #random: Random;
  readonly #returns = new Map<string, Returned[]>();

  constructor(shelves: Shelves, demand: Demand, calendar: Calendar, random: Random) {
    this.#shelves = shelves;
    this.#demand = demand;
    this.#calendar = calendar;
    this.#random = random;
  }

  /** A store's sales of one day, in the order of the clock. */
  sellDay(year: Year, store: number, day: number): void {
    const mean = this.#demand.baskets(store, day);
    const trade = trades[store];
    if (mean === 0 || trade === undefined) return;
    const baskets: Basket[] = [];
    const weather = 0.88 + 0.24 * this.#random.next();
    for (let left = this.#random.poisson(mean * weather); left > 0; left -= 1)
      baskets.push({ second: this.#clock(trade, day) });
    for (const returned of this.#returns.get(`${store} ${day}`) ?? [])
      baskets.push({ second: this.#clock(trade, day), returned });
    this.#returns.delete(`${store} ${day}`);

    const draw = this.#demand.wanted(store, day);
    let sale = 0;
    for (const { second, returned } of baskets.sort((one, other) => one.second - other.second)) {
      const at = { day, store, second, sale: sale + 1 };
      const lines = returned === undefined ? this.#fill(year, at, draw) : this.#takeBack(year, at, returned);
      if (lines > 0) sale += 1;
    }
  }

  /** A time within opening hours, in seconds: rare at the ends, likely in the middle. */
  #clock(trade: Trade, day: number): number {
    const isSunday = this.#calendar.weekdayOf(day) === 0;
    const opens = (isSunday ? trade.sundayOpens : trade.opens) * 60;
    const closes = (isSunday ? trade.sundayCloses : trade.closes) * 60;
    return opens + Math.floor(((this.#random.next() + this.#random.next()) / 2) * (closes - opens));
  }

  #fill(
    year: Year,
    at: { day: number; store: number; second: number; sale: number },
    draw: (random: Random) => number,
  ) {
    const chosen = new Set<number>();
    for (let wanted = sizeOf(this.#random) + 1; wanted > 0; wanted -= 1) chosen.add(draw(this.#random));
    // A loyal customer has some percent off the whole basket.
    const loyalty = this.#random.chance(0.05) ? 0.1 : 0;
    let line = 0;
    for (const item of chosen) {
      const quantity = this.#take(at.store, item, at.day);
      if (quantity === 0) continue;
      line += 1;
      const { priceMinor, isStocked, isFood } = this.#shelves.items[item] as Item;
      const off = Math.max(loyalty, this.#demand.promotion(item, at.day));
      const discountMinor = Math.round(priceMinor * quantity * off);
      year.sales.push({ ...at, line, item, quantity, priceMinor, discountMinor });
      const mayReturn = isStocked && !isFood && discountMinor === 0;
      if (mayReturn && this.#random.chance(returnRate)) this.#promiseReturn(at.store, at.day, { item, priceMinor });
    }
    return line;
  }

  /** Takes what a customer wants from the shelf: units, 0 when there is none. */
  #take(store: number, item: number, day: number): number {
    const { several, isStocked } = this.#shelves.items[item] as Item;
    const wanted = this.#random.chance(several) ? this.#random.between(2, 3) : 1;
    if (!isStocked) return 1;
    const position = this.#shelves.positionOf(store, item);
    const has = this.#shelves.onHand[position] ?? 0;
    const isWrong = this.#shelves.miscounted.has(position) && day > this.#calendar.length - 12;
    const quantity = isWrong ? Math.min(1, has - lowest) : Math.min(wanted, has);
    if (quantity <= 0) return 0;
    this.#shelves.onHand[position] = has - quantity;
    return quantity;
  }

  #promiseReturn(store: number, day: number, returned: Returned): void {
    const key = `${store} ${day + this.#random.between(1, 14)}`;
    this.#returns.set(key, [...(this.#returns.get(key) ?? []), returned]);
  }

  #takeBack(year: Year, at: { day: number; store: number; second: number; sale: number }, returned: Returned): number {
    const position = this.#shelves.positionOf(at.store, returned.item);
    this.#shelves.onHand[position] = (this.#shelves.onHand[position] ?? 0) + 1;
    year.sales.push({ ...at, ...returned, line: 1, quantity: -1, discountMinor: 0 });
    return 1;
  }
}
