import { backtest, memoryOf } from '#domain/replenishment/demand-memory.ts';
import { forecast } from '#domain/replenishment/demand.ts';
import { orderFor } from '#domain/replenishment/order-rule.ts';
import { seasonOf, type Season } from '#domain/replenishment/season.ts';
import type { Policy } from './policies.ts';
import type { Shop } from './shop.ts';
import { dateOf } from './world.ts';

const reviewDays = 7;
const seasonWeeks = 53;
/** How often it is found out anew which memory forecasts a group best, in days. */
const learningDays = 28;

/** The planner's own rule, with the functions that the planner uses. */
export const ours: Policy = {
  name: 'ours',
  parameter: 'service level',
  values: [0.5, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99, 0.996, 0.9985, 0.9996],
  open: (shop, serviceLevel) => {
    const group = new Groups(shop);
    const { positions } = shop.world;
    return (index, day) => {
      const position = positions[index];
      if (position === undefined) return 0;
      const { season, memory, tell } = group.of(position.group, day);
      const lead = shop.leadOf(position.supplier, position.leadDays);
      const ahead = { fromDay: dateOf(shop.world, day + 1), days: lead.days + reviewDays };
      const history = shop.historyOf(index, day);
      if (tell !== null) tell.push(backtest(history, season, ahead.days));
      return orderFor({
        forecast: forecast(history, ahead, season, memory),
        leadDays: lead.days,
        leadVariance: lead.variance,
        reviewDays,
        serviceLevel,
        relativeCost: position.cost / shop.meanCost(),
        available: shop.onHand[index] ?? 0,
        onOrder: shop.onOrder[index] ?? 0,
        inTransit: 0,
        packSize: position.packSize,
        minOrder: position.minOrder,
        shelfMax: null,
        coverDays: 0,
      }).quantity;
    };
  },
};

type Told = (number[] | null)[];

/** What is known of whole groups: their seasons day by day, and the memory found best in the last weeks. */
class Groups {
  readonly #shop: Shop;
  readonly #seasons: { day: number; season: Season }[] = [];
  /** By group: the backtests of this stretch of weeks and of the one before. */
  readonly #told = new Map<number, { stretch: number; now: Told; memory: number }>();

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  /** `tell` takes the backtests of a stretch's first week; null: in its other weeks none are asked for. */
  of(group: number, day: number): { season: Season; memory: number; tell: Told | null } {
    let known = this.#seasons[group];
    if (known?.day !== day) {
      known = { day, season: this.#seasonOf(group, day) };
      this.#seasons[group] = known;
    }
    const stretch = Math.floor(day / learningDays);
    let told = this.#told.get(group);
    if (told === undefined || told.stretch !== stretch) {
      told = { stretch, now: [], memory: memoryOf(told?.now ?? []) };
      this.#told.set(group, told);
    }
    return { season: known.season, memory: told.memory, tell: day % learningDays < 7 ? told.now : null };
  }

  #seasonOf(group: number, day: number): Season {
    const { world, groupSold } = this.#shop;
    const weeks: number[] = [];
    const weekdays = [0, 0, 0, 0, 0, 0, 0];
    for (let end = day; end >= 6 && weeks.length < seasonWeeks; end -= 7) {
      let units = 0;
      for (let on = end - 6; on <= end; on += 1) {
        const sold = groupSold[group * world.days + on] ?? 0;
        units += sold;
        const weekday = (world.firstWeekday + on) % 7;
        weekdays[weekday] = (weekdays[weekday] ?? 0) + sold;
      }
      weeks.push(units);
    }
    return seasonOf(weeks, weekdays);
  }
}
