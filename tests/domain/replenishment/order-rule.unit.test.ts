import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftsFor, sentenceOf } from '#domain/replenishment/draft.ts';
import { type Plan, planPosition } from '#domain/replenishment/plan.ts';
import type { Position } from '#domain/replenishment/position.ts';
import { demandQuantile } from '#domain/replenishment/statistics.ts';
import { around, plain } from './position.ts';

const weeksOf = (weekly: number): Partial<Position> => ({
  weeks: Array.from({ length: 26 }, () => weekly),
  dailyUnits: null,
  dailyVariance: null,
  inStockDays: 0,
});
function planOf(changed: Partial<Position>): Plan {
  const plan = planPosition({ ...plain, ...changed }, { ...around, memory: 1 });
  if (plan === undefined) throw new Error('No plan');
  return plan;
}
const reorderAt = (changed: Partial<Position>): number => planOf(changed).reorderPoint;

const anyPosition = fc
  .record({
    weekly: fc.double({ min: 0.05, max: 300, noNaN: true }),
    leadDays: fc.integer({ min: 1, max: 60 }),
    leadSpread: fc.double({ min: 0, max: 0.6, noNaN: true }),
    serviceLevel: fc.double({ min: 0.5, max: 0.999, noNaN: true }),
    supplierCost: fc.double({ min: 0.1, max: 40, noNaN: true }),
    available: fc.integer({ min: -50, max: 2_000 }),
    onOrder: fc.nat(500),
    inTransit: fc.nat(100),
    packSize: fc.constantFrom(1, 3, 6, 12, 24),
    minOrder: fc.nat(60),
    shelfMax: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
    reviewDays: fc.constantFrom(1, 7, 30),
  })
  .map(({ weekly, leadSpread, ...others }) => ({
    weekly,
    ...weeksOf(weekly),
    ...others,
    leadVariance: (leadSpread * others.leadDays) ** 2,
  }));

test('a suggestion says in one sentence what it came from', () => {
  const [draft] = draftsFor(planOf({ ...weeksOf(21.7), available: 17, packSize: 12, minOrder: 12 }), []);
  if (draft === undefined) throw new Error('Nothing suggested');
  const { quantity, inputs } = draft;
  expect(sentenceOf(draft)).toBe(
    `sells 3.1/day when in stock, 9 days to arrive, 95 % service -> reorder at ${inputs.reorderPoint}; ` +
      `17 here, 0 coming -> order ${quantity} = ${quantity / 12} packs`,
  );
  expect(inputs.reorderPoint).toBeGreaterThan(28);
});

test('what is above the reorder point is never ordered, what is not is, unless the shelf is too small', () => {
  fc.assert(
    fc.property(anyPosition, (position) => {
      const plan = planOf(position);
      const [draft] = draftsFor(plan, []);
      if (plan.inputs.position > plan.reorderPoint) expect(draft).toBeUndefined();
      else expect(draft !== undefined || position.shelfMax !== null).toBe(true);
    }),
  );
});

test('an order is of whole packs, no less than the least, up to the level, and no more than the shelf takes', () => {
  fc.assert(
    fc.property(anyPosition, (position) => {
      const plan = planOf(position);
      const [draft] = draftsFor(plan, []);
      if (draft === undefined) return;
      const after = plan.inputs.position + draft.quantity;
      expect(draft.quantity % position.packSize).toBe(0);
      expect(draft.quantity).toBeGreaterThanOrEqual(position.minOrder);
      if (position.shelfMax !== null) expect(after).toBeLessThanOrEqual(position.shelfMax);
      if (!draft.holds.includes('shelf_max')) expect(after).toBeGreaterThanOrEqual(plan.orderUpTo - 0.001);
    }),
  );
});

test('more demand, a longer lead time or more service never lowers the reorder point', () => {
  fc.assert(
    fc.property(anyPosition, fc.double({ min: 1, max: 3, noNaN: true }), (position, factor) => {
      const base = reorderAt(position);
      const at = (changed: Partial<Position>) => reorderAt({ ...position, ...changed });
      expect(at(weeksOf(position.weekly * factor))).toBeGreaterThanOrEqual(base);
      // The spread of the lead time grows with it, as it does when it is learned.
      const leadDays = position.leadDays * factor;
      const leadVariance = position.leadVariance * factor * factor;
      expect(at({ leadDays, leadVariance })).toBeGreaterThanOrEqual(base * 0.9999);
      expect(at({ serviceLevel: 1 - (1 - position.serviceLevel) / factor })).toBeGreaterThanOrEqual(base);
    }),
  );
});

test('a longer review period orders more at once, not earlier', () => {
  const [weekly, monthly] = [7, 28].map((reviewDays) => planOf({ reviewDays }));
  expect((monthly?.orderUpTo ?? 0) - (weekly?.orderUpTo ?? 0)).toBeGreaterThan(50);
  expect(monthly?.reorderPoint).toBeLessThanOrEqual(weekly?.reorderPoint ?? 0);
});

test('what is dear is held with less safety than what is cheap', () => {
  const [cheap, usual, dear] = [0.4, 2, 10].map((supplierCost) => reorderAt({ supplierCost }));
  expect(cheap).toBeGreaterThan(usual ?? Infinity);
  expect(usual).toBeGreaterThan(dear ?? Infinity);
});

test('what is on order and on the way counts as here', () => {
  expect(draftsFor(planOf({ available: 0, onOrder: 60, inTransit: 60 }), [])).toEqual([]);
  expect(draftsFor(planOf({ available: 0 }), [])).toHaveLength(1);
});

test('what sold last more than a quarter ago is not ordered again by itself', () => {
  const sold = (ago: number) => Array.from({ length: 53 }, (_, week) => (week === ago ? 30 : 0));
  const still = { ...weeksOf(0), weeks: sold(20), available: 0 };
  expect(planPosition({ ...plain, ...still }, around)).toBeUndefined();
  expect(draftsFor(planOf({ ...still, weeks: sold(5) }), [])).toHaveLength(1);
});

test('quantiles are those of Poisson and of the negative binomial', () => {
  // Poisson(3): P(X <= 5) = 0.9161, P(X <= 6) = 0.9665. Negative binomial with 2 successes at 1/2: P(X <= 6) = 0.9648.
  expect(demandQuantile(3, 3, 0.95)).toEqual({ units: 6, law: 'poisson' });
  expect(demandQuantile(3, 3, 0.91)).toEqual({ units: 5, law: 'poisson' });
  expect(demandQuantile(2, 4, 0.96)).toEqual({ units: 6, law: 'negative-binomial' });
  expect(demandQuantile(0, 0, 0.99).units).toBe(0);
  const { units, law } = demandQuantile(5_000, 40_000, 0.975);
  expect(law).toBe('gamma');
  expect(units).toBeCloseTo(5_000 + 1.96 * 200, -2);
});
