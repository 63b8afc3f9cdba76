import { describe, expect, test } from 'vitest';
import { type Draft, draftsFor, inPacks, sentenceOf } from '#domain/replenishment/draft.ts';
import { withLimits } from '#domain/replenishment/limits.ts';
import { type Plan, planPosition } from '#domain/replenishment/plan.ts';
import type { Position } from '#domain/replenishment/position.ts';
import { around, plain } from './position.ts';

const planOf = (fields: Partial<Position>) => planPosition({ ...plain, ...fields }, around);
const some = (fields: Partial<Position>): Plan => {
  const plan = planOf(fields);
  if (plan === undefined) throw new Error('No plan');
  return plan;
};
const draftOf = (fields: Partial<Position>): Draft => {
  const [draft] = draftsFor(some(fields), []);
  if (draft === undefined) throw new Error('No draft');
  return draft;
};
const free = { lastPaid: new Map<string, number>(), minorUnits: 100, budgetLeftMinor: null };
const giver = { storeId: '9', storeName: 'York', isWarehouse: false, promised: 0 };

describe('a position', () => {
  test('is not planned where its policy is off, or nothing sells and nobody has typed a reorder point', () => {
    expect(planOf({ method: 'off' })).toBeUndefined();
    expect(planOf({ dailyUnits: null, dailyVariance: null, weeks: [] })).toBeUndefined();
    expect(planOf({ dailyUnits: 0, dailyVariance: 0, weeks: [0, 0, null, 0, 0], available: 0 })).toBeUndefined();
  });

  test('goes by the typed reorder point where too few weeks are known and that says more, else by what sells', () => {
    const young = { weeks: [21, 21, 21], typedPoint: 80 };
    expect(some(young)).toMatchObject({ reorderPoint: 80, inputs: { method: 'typed' } });
    expect(some({ ...young, weeks: plain.weeks }).inputs.method).toBe('learned');
    expect(some({ ...young, typedPoint: 1 }).inputs.method).toBe('learned');
  });

  test('is filled between fixed points, in packs, when it has come down to the lower', () => {
    const fixed = { method: 'fixed', fixedPoint: 10, fixedUpTo: 31 } as const;
    expect(draftOf(fixed).quantity).toBe(24);
    expect(some({ ...fixed, available: 11 }).wanted).toBe(0);
    expect(some({ ...fixed, onOrder: 1 }).wanted).toBe(0);
  });

  test('waits while its policy is snoozed, and keeps its reorder point', () => {
    expect(some({ snoozedUntil: '2026-06-16' })).toMatchObject({ wanted: 0, reorderPoint: some({}).reorderPoint });
    expect(some({ snoozedUntil: '2026-06-15' }).wanted).toBeGreaterThan(0);
  });

  test('takes promotions of the past out of what sells, and puts those to come onto what will', () => {
    const past = some({ promotions: [{ fromDay: '2026-05-18', toDay: '2026-06-14', uplift: 2 }] });
    expect(past.inputs.upliftPast).toBe(2);
    expect(past.forecast.mean).toBeLessThan(some({}).forecast.mean);
    const ahead = some({ promotions: [{ fromDay: '2026-06-15', toDay: '2026-06-30', uplift: 2 }] });
    expect(ahead.forecast.mean).toBeCloseTo(2 * some({}).forecast.mean, 6);
  });
});

describe('other stores', () => {
  test('give what they can spare, and only the rest is bought', () => {
    const plan = some({});
    const [fetched, bought] = draftsFor(plan, [{ ...giver, spare: 8.7 }]);
    expect(fetched).toMatchObject({ kind: 'transfer', quantity: 8, promised: 0 });
    expect(bought).toMatchObject({ kind: 'buy', quantity: inPacks(plan.wanted - 8, 6) });
    expect(sentenceOf(fetched ?? draftOf({}))).toMatch(/fetch 8 from York, which can spare 8.7$/);
    expect(draftsFor(plan, [{ ...giver, spare: 1_000 }]).map(({ kind }) => kind)).toEqual(['transfer']);
    expect(draftsFor(plan, [{ ...giver, spare: 5 }]).map(({ kind }) => kind)).toEqual(['buy']);
  });
});

describe('limits of a store', () => {
  test('hold what has become dearer than the policy lets pass, and nothing of which no price is known', () => {
    const at = (paid: number) => withLimits([draftOf({})], { ...free, lastPaid: new Map([['1', paid]]) })[0]?.holds;
    expect(at(1.61)).toEqual([]);
    expect(at(1.59)).toEqual(['price_jump']);
    expect(withLimits([draftOf({})], free)[0]?.holds).toEqual([]);
  });

  test('hold, of what the budget does not pay for, the lowest margin at risk', () => {
    const [dear, poor] = [draftOf({ productId: '1', unitMargin: 9 }), draftOf({ productId: '2', unitMargin: 1 })];
    const cost = dear.quantity * 200;
    const held = (left: number) =>
      withLimits([poor, dear], { ...free, budgetLeftMinor: left }).map(({ holds }) => holds);
    expect(held(2 * cost)).toEqual([[], []]);
    expect(held(2 * cost - 1)).toEqual([['budget'], []]);
    expect(held(cost - 1)).toEqual([['budget'], ['budget']]);
  });

  test("top up to a supplier's minimum where something would run out, else the order waits", () => {
    const calm = { supplierMinimum: 500, available: 40 };
    expect(withLimits([draftOf({ ...calm, serviceLevel: 0.999 })], free)[0]?.holds).toEqual(['minimum_value']);
    const [urgent] = withLimits([draftOf({ supplierMinimum: 150, available: 2 })], free);
    expect(urgent).toMatchObject({ holds: [] });
    expect((urgent?.quantity ?? 0) * 2).toBeGreaterThanOrEqual(150);
    expect((urgent?.quantity ?? 0) % 6).toBe(0);
    // More than four weeks' worth is not added: this one goes on waiting, as it was.
    const [far] = withLimits([draftOf({ supplierMinimum: 5_000, available: 2 })], free);
    expect(far).toMatchObject({ holds: ['minimum_value'], quantity: draftOf({ available: 2 }).quantity });
  });

  test('fill the shelf and no more', () => {
    const full = draftOf({ shelfMax: 30 });
    expect(full).toMatchObject({ quantity: 18, holds: ['shelf_max'] });
    expect(draftsFor(some({ shelfMax: 12 }), [])).toEqual([]);
  });
});
