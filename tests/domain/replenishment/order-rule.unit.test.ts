import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecast } from '#domain/replenishment/demand.ts';
import { explainOrder, orderFor, type OrderTerms } from '#domain/replenishment/order-rule.ts';
import { noSeason } from '#domain/replenishment/season.ts';
import { demandQuantile } from '#domain/replenishment/statistics.ts';

const reviewDays = 7;
const termsOf = (changed: Partial<OrderTerms> & { weekly?: number } = {}): OrderTerms => {
  const { weekly = 21.7, ...others } = changed;
  const leadDays = others.leadDays ?? 9;
  const weeks = Array.from({ length: 26 }, () => weekly);
  const history = { weeks, dailyMean: null, dailyVariance: null, inStockDays: 0, categoryDaily: null };
  return {
    forecast: forecast(history, { fromDay: '2026-11-23', days: leadDays + reviewDays }, noSeason, 1),
    leadDays,
    leadVariance: 4,
    reviewDays,
    serviceLevel: 0.95,
    relativeCost: 1,
    available: 17,
    onOrder: 0,
    inTransit: 0,
    packSize: 12,
    minOrder: 12,
    shelfMax: null,
    coverDays: 0,
    ...others,
  };
};

const anyTerms = fc
  .record({
    weekly: fc.double({ min: 0.05, max: 300, noNaN: true }),
    leadDays: fc.integer({ min: 1, max: 60 }),
    leadSpread: fc.double({ min: 0, max: 0.6, noNaN: true }),
    serviceLevel: fc.double({ min: 0.5, max: 0.999, noNaN: true }),
    relativeCost: fc.double({ min: 0.05, max: 20, noNaN: true }),
    available: fc.integer({ min: -50, max: 2_000 }),
    onOrder: fc.nat(500),
    inTransit: fc.nat(100),
    packSize: fc.constantFrom(1, 3, 6, 12, 24),
    minOrder: fc.nat(60),
    shelfMax: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
    coverDays: fc.constantFrom(0, 7, 30),
  })
  .map(({ leadSpread, ...others }) => ({ ...others, leadVariance: (leadSpread * others.leadDays) ** 2 }))
  .map((given) => ({ given, terms: termsOf(given) }));

test('a decision says in one sentence what it came from', () => {
  const terms = termsOf();
  const decision = orderFor(terms);
  const { reorderPoint, quantity, packs } = decision;
  expect(explainOrder(terms, decision)).toBe(
    `sells 3.1/day when in stock, 9 days to arrive, 95 % service -> reorder at ${reorderPoint}; ` +
      `17 here, 0 coming -> order ${quantity} = ${packs} packs`,
  );
  expect(reorderPoint).toBeGreaterThan(49);
});

test('what is above the reorder point is never ordered', () => {
  fc.assert(
    fc.property(anyTerms, ({ terms }) => {
      const { position, reorderPoint, quantity } = orderFor(terms);
      if (position > reorderPoint) expect(quantity).toBe(0);
      else expect(quantity > 0 || terms.shelfMax !== null).toBe(true);
    }),
  );
});

test('an order is of whole packs, no less than the least and no more than the shelf takes, or says why it is none', () => {
  fc.assert(
    fc.property(anyTerms, ({ terms }) => {
      const { quantity, packs, position, orderUpTo, limit } = orderFor(terms);
      expect(Number.isInteger(packs)).toBe(true);
      expect(packs * terms.packSize).toBe(quantity);
      if (quantity > 0) expect(quantity).toBeGreaterThanOrEqual(terms.minOrder);
      if (quantity > 0 && terms.shelfMax !== null) expect(position + quantity).toBeLessThanOrEqual(terms.shelfMax);
      if (quantity > 0 && limit === null) expect(position + quantity).toBeGreaterThanOrEqual(orderUpTo);
      if (limit !== null) expect(explainOrder(terms, orderFor(terms))).toContain('the shelf takes');
    }),
  );
});

test('more demand, a longer lead time or more service never lowers the reorder point', () => {
  fc.assert(
    fc.property(anyTerms, fc.double({ min: 1, max: 3, noNaN: true }), ({ given }, factor) => {
      const base = orderFor(termsOf(given)).reorderPoint;
      const at = (changed: Parameters<typeof termsOf>[0]) => orderFor(termsOf({ ...given, ...changed })).reorderPoint;
      expect(at({ weekly: given.weekly * factor })).toBeGreaterThanOrEqual(base);
      // The spread of the lead time grows with it, as it does when it is learned.
      const leadDays = given.leadDays * factor;
      expect(at({ leadDays, leadVariance: given.leadVariance * factor * factor })).toBeGreaterThanOrEqual(
        base * 0.9999,
      );
      expect(at({ serviceLevel: 1 - (1 - given.serviceLevel) / factor })).toBeGreaterThanOrEqual(base);
    }),
  );
});

test('what is dear is held with less safety than what is cheap', () => {
  const [cheap, usual, dear] = [0.2, 1, 5].map((relativeCost) => orderFor(termsOf({ relativeCost })).safetyStock);
  expect(cheap).toBeGreaterThan(usual ?? Infinity);
  expect(usual).toBeGreaterThan(dear ?? Infinity);
});

test('what is on order and on the way counts as here', () => {
  const { quantity } = orderFor(termsOf({ available: 0, onOrder: 60, inTransit: 60 }));
  expect(quantity).toBe(0);
  expect(orderFor(termsOf({ available: 0 })).quantity).toBeGreaterThan(0);
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
