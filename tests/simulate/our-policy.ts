import { usualMemory } from '#domain/replenishment/demand.ts';
import { draftsFor } from '#domain/replenishment/draft.ts';
import { learnFrom, type Surroundings } from '#domain/replenishment/history.ts';
import { planPosition } from '#domain/replenishment/plan.ts';
import type { Position } from '#domain/replenishment/position.ts';
import { type CategorySales, seasonAhead } from '#domain/replenishment/season-of-store.ts';
import type { Season } from '#domain/replenishment/season.ts';
import type { Policy } from './policies.ts';
import type { Shop } from './shop.ts';
import { dateOf } from './world.ts';

/** How often it is learnt anew how a group is forecast best, in days; the planner does it in each run. */
const learningDays = 28;

/** The planner's own: each position is planned by the function that plans a store's. */
export const ours: Policy = {
  name: 'ours',
  parameter: 'service level',
  values: [
    0.5, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99, 0.996, 0.9985, 0.9996, 0.99995, 0.999999, 0.99999999,
  ],
  open: (shop, serviceLevel) => {
    const groups = new Groups(shop, serviceLevel);
    const { positions } = shop.world;
    return (index, day) => {
      const position = positions[index];
      if (position === undefined) return 0;
      const plan = planPosition(positionOf(shop, index, day, serviceLevel), groups.around(position.group, day));
      return plan === undefined ? 0 : (draftsFor(plan, [])[0]?.quantity ?? 0);
    };
  },
};

/** A position as the planner reads it from the store's tables. */
function positionOf(shop: Shop, index: number, day: number, serviceLevel: number): Position {
  const position = shop.world.positions[index];
  if (position === undefined) throw new RangeError(`There is no position ${index}`);
  const { group, supplier, cost, packSize, minOrder } = position;
  const lead = shop.leadOf(supplier, position.leadDays);
  return {
    productId: String(index),
    category: String(group),
    available: shop.onHand[index] ?? 0,
    onOrder: shop.onOrder[index] ?? 0,
    inTransit: 0,
    leaving: 0,
    typedPoint: null,
    price: null,
    productCost: cost,
    meanCost: cost,
    supplierId: String(supplier),
    supplierCost: cost,
    packSize,
    minOrder,
    supplierMinimum: null,
    leadDays: lead.days,
    leadVariance: lead.variance,
    leadOrders: lead.orders,
    leadFrom: 'learned',
    method: 'learned',
    fixedPoint: null,
    fixedUpTo: null,
    reviewDays: 7,
    serviceLevel,
    shelfMax: null,
    warehouseId: null,
    autoMode: 'send',
    priceJump: 25,
    snoozedUntil: null,
    ...shop.demandOf(index, day),
    unitMargin: null,
    promotions: [],
  };
}

type Learnt = ReturnType<typeof learnFrom>;

/** What the planner knows of whole groups. */
class Groups {
  readonly #shop: Shop;
  readonly #serviceLevel: number;
  readonly #members: number[][];
  readonly #known: { day: number; around: Surroundings }[] = [];
  readonly #stores: { day: number; sales: CategorySales }[] = [];
  readonly #learnt = new Map<number, { stretch: number; learnt: Learnt }>();

  constructor(shop: Shop, serviceLevel: number) {
    this.#shop = shop;
    this.#serviceLevel = serviceLevel;
    this.#members = Array.from({ length: shop.world.groups }, () => []);
    for (const [index, { group }] of shop.world.positions.entries()) this.#members[group]?.push(index);
  }

  around(group: number, day: number): Surroundings {
    const found = this.#known[group];
    if (found?.day === day) return found.around;
    const { world } = this.#shop;
    const sales = this.#shop.salesOf([group], day);
    const store = this.#storeOf(group, day);
    const today = dateOf(world, day + 1);
    const seasons = new Map<number, Season>();
    const around: Surroundings = {
      today,
      demandTo: dateOf(world, day),
      categoryDaily: null,
      meanCost: this.#shop.meanCost(),
      season: (days) => seasonFor(seasons, sales, store, today, days),
      memory: usualMemory,
      errors: null,
      lookEveryDays: world.lookEveryDays,
    };
    const known = { ...around, ...this.#learn(group, day, around) };
    this.#known[group] = { day, around: known };
    return known;
  }

  #storeOf(group: number, day: number): CategorySales {
    const nth = this.#shop.world.stores.findIndex((groups) => groups.includes(group));
    const found = this.#stores[nth];
    if (found?.day === day) return found.sales;
    const sales = this.#shop.salesOf(this.#shop.world.stores[nth] ?? [], day);
    this.#stores[nth] = { day, sales };
    return sales;
  }

  #learn(group: number, day: number, around: Surroundings): Learnt {
    const stretch = Math.floor(day / learningDays);
    const found = this.#learnt.get(group);
    if (found?.stretch === stretch) return found.learnt;
    const begun = (this.#members[group] ?? []).filter((index) => (this.#shop.begins[index] ?? 0) <= day);
    const positions = begun.map((index) => positionOf(this.#shop, index, day, this.#serviceLevel));
    const learnt = learnFrom(positions, around);
    this.#learnt.set(group, { stretch, learnt });
    return learnt;
  }
}

function seasonFor(
  seasons: Map<number, Season>,
  sales: CategorySales,
  store: CategorySales,
  today: string,
  days: number,
): Season {
  const key = Math.round(days);
  const found = seasons.get(key) ?? seasonAhead(sales, store, today, days);
  seasons.set(key, found);
  return found;
}
