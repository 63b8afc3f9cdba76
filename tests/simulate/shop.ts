import type { Position } from '#domain/replenishment/position.ts';
import type { CategorySales } from '#domain/replenishment/season-of-store.ts';
import { dateOf, type World } from './world.ts';

/** From its first sale on a product is there in plenty for so many days: what a shop has seen when a policy takes over. */
export const launchDays = 28;
const historyWeeks = 53;

type Demand = Pick<Position, 'weeks' | 'dailyUnits' | 'dailyVariance' | 'inStockDays' | 'windowDays'>;

/** What a shop sees and has: its own sales, when it was out, what is on hand and coming, and when orders came. */
export class Shop {
  readonly world: World;
  /** Units sold of position p on day d, at [p * days + d]. */
  readonly sold: Float64Array;
  /** In how many halves of a day it was in stock: 2, 1 when it sold out in the course of the day, 0. */
  readonly halves: Uint8Array;
  readonly onHand: Float64Array;
  readonly onOrder: Float64Array;
  /** The day of each position's first sale; the number of days where there is none. */
  readonly begins: Int32Array;
  /** Units sold of group g on day d, at [g * days + d]. */
  readonly groupSold: Float64Array;
  #units = 0;
  #cost = 0;
  readonly #leads: { orders: number; days: number; squares: number }[];

  constructor(world: World) {
    const { positions, days, demand } = world;
    this.world = world;
    this.sold = new Float64Array(positions.length * days);
    this.halves = new Uint8Array(positions.length * days);
    this.onHand = new Float64Array(positions.length);
    this.onOrder = new Float64Array(positions.length);
    this.groupSold = new Float64Array(world.groups * days);
    this.begins = Int32Array.from(positions, (_, position) => {
      const first = demand.subarray(position * days, (position + 1) * days).findIndex((units) => units > 0);
      return first === -1 ? days : first;
    });
    this.#leads = Array.from({ length: world.suppliers }, () => ({ orders: 0, days: 0, squares: 0 }));
  }

  /** Notes a day's sale of a position, in which it was in stock for so many halves of the day. */
  sell(position: number, day: number, units: number, halves: number): void {
    this.#units += units;
    this.#cost += units * (this.world.positions[position]?.cost ?? 0);
    const at = position * this.world.days + day;
    this.sold[at] = units;
    this.halves[at] = halves;
    const group = (this.world.positions[position]?.group ?? 0) * this.world.days + day;
    this.groupSold[group] = (this.groupSold[group] ?? 0) + units;
  }

  /** Mean cost of the units sold so far. */
  meanCost(): number {
    return this.#units > 0 ? this.#cost / this.#units : 1;
  }

  /** Notes how long an order to a supplier took. */
  took(supplier: number, days: number): void {
    const lead = this.#leads[supplier];
    if (lead === undefined) return;
    lead.orders += 1;
    lead.days += days;
    lead.squares += days * days;
  }

  /** Lead time and variance of a supplier: learned, and the agreed days counted as three orders with a spread of 30 %. */
  leadOf(supplier: number, agreed: number): { days: number; variance: number; orders: number } {
    const { orders, days, squares } = this.#leads[supplier] ?? { orders: 0, days: 0, squares: 0 };
    const typed = 3;
    const observed = orders > 0 ? squares / orders - (days / orders) ** 2 : 0;
    return {
      days: (days + typed * agreed) / (orders + typed),
      variance: (orders * observed + typed * (0.3 * agreed) ** 2) / (orders + typed),
      orders,
    };
  }

  /** What is known of a position at the end of a day, as the product knows it: the weeks of a year, and the days in stock. */
  demandOf(position: number, day: number): Demand {
    const { days } = this.world;
    const from = Math.max(this.begins[position] ?? 0, day - historyWeeks * 7 + 1);
    const weeks: (number | null)[] = [];
    const recent = this.#totals(position * days, Math.max(from, day - 27), day);
    const windowDays = recent.inStock < 7 ? 91 : 28;
    const span = windowDays === 91 ? this.#totals(position * days, Math.max(from, day - 90), day) : recent;
    for (let end = day; end - 6 >= from; end -= 7) {
      const { units, inStock } = this.#totals(position * days, end - 6, end);
      weeks.push(inStock >= 3.5 ? (units * 7) / inStock : null);
    }
    const { units, squares, inStock } = span;
    return {
      weeks,
      dailyUnits: inStock > 0 ? units / Math.max(1, inStock) : null,
      dailyVariance: inStock > 1 ? Math.max(0, squares - (units * units) / inStock) / (inStock - 1) : null,
      inStockDays: inStock,
      windowDays,
    };
  }

  /** What some groups sold together up to the end of a day. */
  salesOf(groups: readonly number[], day: number): CategorySales {
    const weeks: number[] = [];
    for (let end = day; end >= 6 && weeks.length < historyWeeks; end -= 7) weeks.push(this.#sum(groups, end - 6, end));
    const weekdays = [0, 0, 0, 0, 0, 0, 0];
    for (let on = Math.max(0, day - 90); on <= day; on += 1) {
      const weekday = (this.world.firstWeekday + on) % 7;
      weekdays[weekday] = (weekdays[weekday] ?? 0) + this.#sum(groups, on, on);
    }
    return { category: '', weekdays, weeks, months: this.#monthsOf(groups, day) };
  }

  /** Of the last 36 whole months, but for the first, where there are 12. */
  #monthsOf(groups: readonly number[], day: number): CategorySales['months'] {
    const months: CategorySales['months'] = [];
    const begins = monthBegins(this.world, day);
    for (const [nth, from] of begins.entries()) {
      const next = begins[nth + 1];
      if (nth === 0 || next === undefined) continue;
      months.push({ month: dateOf(this.world, from), units: this.#sum(groups, from, next - 1) });
    }
    return months.length < 12 ? [] : months.slice(-36);
  }

  #sum(groups: readonly number[], from: number, to: number): number {
    let units = 0;
    for (const group of groups)
      for (let on = from; on <= to; on += 1) units += this.groupSold[group * this.world.days + on] ?? 0;
    return units;
  }

  #totals(offset: number, from: number, to: number): { units: number; squares: number; inStock: number } {
    let units = 0;
    let squares = 0;
    let halves = 0;
    for (let at = offset + from; at <= offset + to; at += 1) {
      const sold = this.sold[at] ?? 0;
      units += sold;
      squares += sold * sold;
      halves += this.halves[at] ?? 0;
    }
    return { units, squares, inStock: halves / 2 };
  }
}

/** The first days of the months that have begun by a day, from the world's first day on. */
function monthBegins(world: World, day: number): number[] {
  const begins = [0];
  const first = new Date(`${world.firstDay}T00:00:00Z`);
  for (let month = first.getUTCMonth() + 1; ; month += 1) {
    const at = (Date.UTC(first.getUTCFullYear(), month) - first.getTime()) / 86_400_000;
    if (at > day) return begins;
    begins.push(at);
  }
}
