import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDays } from '#domain/analytics/period.ts';
import {
  businessDay,
  daysOf,
  isOwn,
  lengthOf,
  longestPeriod,
  type PeriodSearch,
  ranges,
  withComparison,
  withDays,
  withRange,
} from '#web/ui/period.ts';
import { DashboardSearch } from '#web/paths.ts';

const today = '2026-03-01';

it('each range means its days, and what has so many days ends yesterday', () => {
  const days = Object.fromEntries(ranges.map((range) => [range, daysOf({ range }, today)]));
  expect(days).toEqual({
    today: { from: '2026-03-01', to: '2026-03-01' },
    yesterday: { from: '2026-02-28', to: '2026-02-28' },
    '7d': { from: '2026-02-22', to: '2026-02-28' },
    '30d': { from: '2026-01-30', to: '2026-02-28' },
    '90d': { from: '2025-12-01', to: '2026-02-28' },
    '365d': { from: '2025-03-01', to: '2026-02-28' },
    month: { from: '2026-03-01', to: '2026-03-01' },
    lastMonth: { from: '2026-02-01', to: '2026-02-28' },
    year: { from: '2026-01-01', to: '2026-03-01' },
  });
  for (const [range, count] of [
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
    ['365d', 365],
  ] as const)
    expect(lengthOf(daysOf({ range }, today))).toBe(count);
});

it('last month is whole in a leap year and over the turn of a year', () => {
  expect(daysOf({ range: 'lastMonth' }, '2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(daysOf({ range: 'lastMonth' }, '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
});

it('without a word it is the last 30 days, and the usual leaves the address clean', () => {
  expect(daysOf({}, today)).toEqual(daysOf({ range: '30d' }, today));
  expect(withRange('30d')).toEqual({ range: undefined, from: undefined, to: undefined });
  expect(withComparison('previous')).toEqual({ compare: undefined });
  expect(withComparison('none')).toEqual({ compare: 'none' });
});

describe('days of one’s own', () => {
  it('win over a range', () => {
    const search: PeriodSearch = { range: 'today', from: '2025-11-01', to: '2025-11-30' };
    expect(isOwn(search)).toBe(true);
    expect(daysOf(search, today)).toEqual({ from: '2025-11-01', to: '2025-11-30' });
  });

  it.each([
    { from: '2026-02-02', to: '2026-02-01' },
    { from: '2026-02-02' },
    { to: '2026-02-02' },
    { from: '2020-01-01', to: '2026-02-01' },
  ])('that are no period say nothing: %o', (search) => {
    expect(isOwn(search)).toBe(false);
    expect(daysOf(search, today)).toEqual(daysOf({}, today));
  });

  it('are at most as long as the API takes', () => {
    expect(longestPeriod).toBe(maxDays);
  });
});

it('an address made of a period reads as the same period', () => {
  const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...ranges), date, fc.integer({ min: 0, max: maxDays - 1 }), (range, start, more) => {
      const said = (search: object) =>
        DashboardSearch.parse(Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)));
      expect(daysOf(said(withRange(range)), today)).toEqual(daysOf({ range }, today));
      const from = start.toISOString().slice(0, 10);
      const to = new Date(Date.parse(from) + more * 86_400_000).toISOString().slice(0, 10);
      expect(daysOf(said(withDays({ from, to })), today)).toEqual({ from, to });
    }),
  );
});

it('what cannot be read in an address is dropped', () => {
  const given = {
    range: 'fortnight',
    from: '2026-02-31x',
    to: 'soon',
    compare: 'mars',
    store: 'x',
    currency: 'pounds',
  };
  expect(DashboardSearch.parse(given)).toEqual({});
});

it.each([
  ['2026-11-22T03:30:00Z', 'Europe/London', '04:00', '2026-11-21'],
  ['2026-11-22T04:00:00Z', 'Europe/London', '04:00', '2026-11-22'],
  ['2026-11-22T15:30:00Z', 'Asia/Tokyo', '00:00', '2026-11-23'],
  ['2026-11-22T03:30:00Z', 'America/New_York', '00:00', '2026-11-21'],
])('at %s in %s with a day that changes at %s it is %s', (now, zone, cutoff, expected) => {
  expect(businessDay(new Date(now), zone, cutoff)).toBe(expected);
});
