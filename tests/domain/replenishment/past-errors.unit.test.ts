import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '#local/demo/random.ts';
import type { DemandHistory } from '#domain/replenishment/demand.ts';
import { Errors, pastErrors } from '#domain/replenishment/past-errors.ts';
import { planPosition } from '#domain/replenishment/plan.ts';
import { noSeason } from '#domain/replenishment/season.ts';
import { around, plain } from './position.ts';

const historyOf = (weeks: (number | null)[]): DemandHistory => ({
  weeks,
  dailyMean: null,
  dailyVariance: null,
  inStockDays: 0,
  categoryDaily: null,
});
/** Weeks of products that customers buy 24 at a time, once in about ten weeks. */
function lots(products: number, seed: number): number[][] {
  const random = randomFrom(seed);
  return Array.from({ length: products }, () => Array.from({ length: 53 }, () => (random.chance(0.1) ? 24 : 0)));
}
const errorsOf = (all: (number | null)[][]) =>
  new Errors(all.flatMap((weeks) => pastErrors(historyOf(weeks), noSeason, 7, 1)));

test('a forecast of a past week sees only the weeks before it', () => {
  const calm = Array.from({ length: 20 }, () => 10);
  const [errors, changed] = [calm, [500, ...calm.slice(1)]].map((weeks) =>
    pastErrors(historyOf(weeks), noSeason, 7, 0.9),
  );
  expect(errors).toHaveLength(16);
  expect(changed?.slice(0, -1)).toEqual(errors?.slice(0, -1));
  expect(changed?.at(-1)?.mean).toBe(errors?.at(-1)?.mean);
  expect(changed?.at(-1)?.deviations).toBeGreaterThan(50);
});

test('a level is read off where enough errors tell it, and the highest that they tell where they do not', () => {
  const errors = new Errors(Array.from({ length: 1_000 }, (_, nth) => ({ mean: 5, deviations: nth / 1_000 })));
  expect(errors.at(5, 0.9)).toEqual({ deviations: expect.closeTo(0.9, 2), level: 0.9, count: 1_000 });
  expect(errors.at(5, 0.9999)).toEqual({ deviations: expect.closeTo(0.995, 2), level: 0.995, count: 1_000 });
  expect(errors.at(20, 0.9)).toBeNull();
});

test('what is bought in lots is kept by the lot, where the law of the demand alone would keep less', () => {
  const errors = errorsOf(lots(200, 1));
  const weeks = Array.from({ length: 53 }, (_, nth) => (nth % 10 === 3 ? 24 : 0));
  const position = { ...plain, leadDays: 6, leadVariance: 0, weeks, dailyUnits: null, dailyVariance: null };
  const at = (serviceLevel: number, learnt: Errors | null) =>
    planPosition({ ...position, serviceLevel }, { ...around, memory: 1, errors: learnt })?.reorderPoint ?? 0;
  // In one week of ten a lot is asked for: 88 % of weeks need nothing, 96 % a lot.
  const [law, both] = [at(0.96, null), at(0.96, errors)];
  expect(Math.abs(both - 24)).toBeLessThan(Math.abs(law - 24));
  const levels = [0.8, 0.9, 0.96, 0.99, 0.999, 0.99999].map((level) => at(level, errors));
  expect(levels).toEqual(levels.toSorted((one, other) => one - other));
});

test('what came back more than it sold gives numbers too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 53, maxLength: 53 }), {
        minLength: 8,
        maxLength: 12,
      }),
      (all) => {
        const errors = errorsOf(all);
        for (const weeks of all) {
          const dailyUnits = (weeks[0] ?? 0) / 7;
          const plan = planPosition({ ...plain, weeks, dailyUnits }, { ...around, errors });
          expect([plan?.reorderPoint ?? 0, plan?.orderUpTo ?? 0].every(Number.isFinite)).toBe(true);
        }
      },
    ),
  );
});
