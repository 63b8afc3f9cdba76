import type { Policy } from './policies.ts';
import { launchDays, Shop } from './shop.ts';
import { splitOf, type World } from './world.ts';

/** What came of a policy over some days and positions; `stock` is value x days. */
export type Outcome = {
  wanted: number;
  filled: number;
  stock: number;
  positionDays: number;
  outDays: number;
  orders: number;
  days: number;
};

/** Outcomes by class of demand, while tuning and while comparing. */
export type Replayed = { tuning: Outcome[]; comparing: Outcome[] };

const nothing = (days: number): Outcome => ({
  wanted: 0,
  filled: 0,
  stock: 0,
  positionDays: 0,
  outDays: 0,
  orders: 0,
  days,
});
const longestLead = 128;
/** Days at the start that are not counted: the first orders come in. */
const settling = 70;

/**
 * Lives through a world day by day: goods come in before opening, customers take what is there and the rest is lost, and
 * on its day each position is looked at after closing and ordered.
 * @param classes for each position, which class its demand is of
 */
export function replay(world: World, policy: Policy, value: number, classes: Uint8Array, classCount: number): Replayed {
  const { positions, days, demand, lead } = world;
  const shop = new Shop(world);
  const { onHand, onOrder, begins } = shop;
  const decide = policy.open(shop, value);
  const count = positions.length;
  const arriving = new Float64Array(longestLead * count);
  const split = splitOf(days);
  const outcome = (length: number) => Array.from({ length: classCount }, () => nothing(length));
  const result = { tuning: outcome(split - settling), comparing: outcome(days - split) };
  const arrivals: { supplier: number; took: number }[][] = Array.from({ length: days + longestLead }, () => []);

  for (let day = 0; day < days; day += 1) {
    for (const { supplier, took } of arrivals[day] ?? []) shop.took(supplier, took);
    const slot = (day % longestLead) * count;
    for (let index = 0; index < count; index += 1) {
      const begin = begins[index] ?? 0;
      if (day < begin) continue;
      const wanted = demand[index * days + day] ?? 0;
      if (day < begin + launchDays) {
        shop.sell(index, day, wanted, 2);
        // The shop takes over: its first order is on the shelf at once.
        if (day === begin + launchDays - 1) onHand[index] = decide(index, day);
        continue;
      }
      const came = arriving[slot + index] ?? 0;
      const had = (onHand[index] ?? 0) + came;
      if (came > 0) {
        onOrder[index] = (onOrder[index] ?? 0) - came;
        arriving[slot + index] = 0;
      }
      const sold = Math.min(had, wanted);
      const left = had - sold;
      onHand[index] = left;
      shop.sell(index, day, sold, had <= 0 ? 0 : left > 0 ? 2 : 1);
      const part = day >= split ? result.comparing : day >= settling ? result.tuning : null;
      const counted = part?.[classes[index] ?? 0];
      const position = positions[index];
      if (counted !== undefined && position !== undefined) {
        counted.wanted += wanted;
        counted.filled += sold;
        counted.stock += left * position.cost;
        counted.positionDays += 1;
        if (left <= 0) counted.outDays += 1;
      }
    }
    const today = day % world.lookEveryDays;
    const ordered = new Set<number>();
    for (let index = 0; index < count; index += 1) {
      const position = positions[index];
      if (position === undefined || position.orderDay !== today || day < (begins[index] ?? 0) + launchDays) continue;
      const quantity = decide(index, day);
      if (quantity <= 0) continue;
      const took = Math.min(longestLead - 1, lead(position.supplier, day));
      const at = ((day + took) % longestLead) * count + index;
      arriving[at] = (arriving[at] ?? 0) + quantity;
      onOrder[index] = (onOrder[index] ?? 0) + quantity;
      if (!ordered.has(position.supplier)) arrivals[day + took]?.push({ supplier: position.supplier, took });
      ordered.add(position.supplier);
      const counted = (day >= split ? result.comparing : day >= settling ? result.tuning : null)?.[classes[index] ?? 0];
      if (counted !== undefined) counted.orders += 1;
    }
  }
  return result;
}
