import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backtest, memoryOf } from '#domain/replenishment/demand-memory.ts';
import { type DemandHistory, explainDemand, forecast } from '#domain/replenishment/demand.ts';
import { noSeason, seasonOf } from '#domain/replenishment/season.ts';

const ahead = { fromDay: '2026-11-23', days: 14 };
const none: DemandHistory = {
  weeks: [],
  dailyMean: null,
  dailyVariance: null,
  inStockDays: 0,
  categoryDaily: null,
};
const sells = (weeks: (number | null)[]): DemandHistory => ({ ...none, weeks });
const steady = Array.from({ length: 26 }, () => 14);

test('what sells 14 a week is forecast to sell 28 in two weeks', () => {
  const { mean, perDay, method } = forecast(sells(steady), ahead, noSeason, 1);
  expect(perDay).toBeCloseTo(2, 1);
  expect(mean).toBeCloseTo(28, 0);
  expect(method).toBe('mean');
});

test('a week out of stock is no week without demand', () => {
  const gaps = steady.map((units, nth) => (nth % 3 === 0 ? null : units));
  expect(forecast(sells(gaps), ahead, noSeason, 1).mean).toBeCloseTo(28, 0);
  const zeros = steady.map((units, nth) => (nth % 3 === 0 ? 0 : units));
  expect(forecast(sells(zeros), ahead, noSeason, 1).mean).toBeLessThan(22);
});

test('the variance is never below the mean, as counts spread at least as Poisson says', () => {
  const weeks = fc.array(fc.option(fc.nat(500), { nil: null }), { maxLength: 60 });
  fc.assert(
    fc.property(weeks, fc.double({ min: 0.5, max: 60, noNaN: true }), (history, days) => {
      const { mean, variance } = forecast(sells(history), { ...ahead, days }, noSeason);
      expect(mean).toBeGreaterThanOrEqual(0);
      expect(variance).toBeGreaterThanOrEqual(mean);
      expect(Number.isFinite(variance)).toBe(true);
    }),
  );
});

test('a forecast grows with every week of the history', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 4, maxLength: 30 }), (weeks) => {
      const doubled = weeks.map((units) => units * 2);
      const [less, more] = [weeks, doubled].map((history) => forecast(sells(history), ahead, noSeason).mean);
      expect(more).toBeGreaterThan(less ?? Infinity);
    }),
  );
});

test('a single week of fifty times the usual hardly moves the rate, two in a row do', () => {
  const once = steady.map((units, nth) => (nth === 5 ? 700 : units));
  const twice = steady.map((units, nth) => (nth === 5 || nth === 6 ? 700 : units));
  expect(forecast(sells(once), ahead, noSeason, 1).mean).toBeLessThan(34);
  expect(forecast(sells(twice), ahead, noSeason, 1).mean).toBeGreaterThan(100);
});

test('what sells in one week of four is taken as intermittent, at its true mean', () => {
  const rare = Array.from({ length: 40 }, (_, nth) => (nth % 4 === 3 ? 8 : 0));
  const { method, mean } = forecast(sells(rare), { ...ahead, days: 28 }, noSeason, 1);
  expect(method).toBe('intermittent');
  expect(mean).toBeCloseTo(8, 0);
});

test('what has stopped selling fades away', () => {
  const stopped = Array.from({ length: 40 }, (_, nth) => (nth < 12 ? 0 : 6));
  expect(forecast(sells(stopped), ahead, noSeason, 0.8).mean).toBeLessThan(2);
});

test('a new product sells as its category until it has sold for itself', () => {
  const fresh = forecast({ ...none, categoryDaily: 0.5 }, ahead, noSeason);
  expect(fresh).toMatchObject({ method: 'category', perDay: 0.5 });
  expect(explainDemand(fresh)).toBe('sells about 0.5/day, as its category does');
  const told = forecast({ ...none, categoryDaily: 0.5, weeks: [28, 28, 28] }, ahead, noSeason);
  expect(told.perDay).toBeGreaterThan(1.5);
  expect(told.perDay).toBeLessThan(4);
});

test('what has never been there is forecast to sell next to nothing', () => {
  const { perDay, method } = forecast(none, ahead, noSeason);
  expect(perDay).toBe(0);
  expect(method).toBe('none');
});

test('a group that sells twice as much as before doubles what its products are forecast to sell', () => {
  const busy = seasonOf(
    Array.from({ length: 26 }, (_, nth) => (nth < 3 ? 20_000 : 10_000)),
    null,
  );
  const alike = Array.from({ length: 26 }, (_, nth) => (nth < 3 ? 28 : 14));
  expect(forecast(sells(alike), ahead, busy, 1).perDay).toBeCloseTo(4, 0);
  expect(forecast(sells(alike), ahead, noSeason, 1).perDay).toBeLessThan(2.5);
});

test('days ahead count by their weekday', () => {
  const saturdays = seasonOf([], [0, 0, 0, 0, 0, 0, 70]);
  const on = (fromDay: string, days: number) => forecast(sells(steady), { fromDay, days }, saturdays, 1).mean;
  expect(on('2026-11-28', 1)).toBeCloseTo(14, 0);
  expect(on('2026-11-23', 5)).toBeCloseTo(0, 5);
  expect(on('2026-11-23', 14)).toBeCloseTo(28, 0);
});

test('a group that drifts is found to need a short memory, one that only varies a long one', () => {
  const level = (nth: number) => 20 + 15 * Math.sin(nth / 4);
  const drifting = Array.from({ length: 20 }, (_, item) =>
    backtest(sells(Array.from({ length: 40 }, (_week, nth) => level(nth) + ((nth * 7 + item) % 3))), noSeason, 14),
  );
  const varying = Array.from({ length: 20 }, (_, item) =>
    backtest(
      sells(Array.from({ length: 40 }, (_week, nth) => 20 + ((nth * 7919 + item * 104_729) % 13))),
      noSeason,
      14,
    ),
  );
  expect(memoryOf(drifting)).toBeLessThanOrEqual(0.8);
  expect(memoryOf(varying)).toBeGreaterThanOrEqual(0.95);
  expect(memoryOf([null, null])).toBe(0.9);
});
