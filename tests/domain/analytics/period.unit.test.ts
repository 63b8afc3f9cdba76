import { expect, test } from 'vitest';
import { addDays, comparedWith, daysIn } from '#domain/analytics/period.ts';

const period = (to: string, days: number) => ({ from: addDays(to, 1 - days), to });

test('a year ago is 52 weeks before, also of a whole year, so that every day meets its weekday', () => {
  for (const days of [1, 30, 90, 364, 365, 366, 400])
    expect(comparedWith(period('2026-11-21', days), 'lastYear')?.to, `${days} days`).toBe('2025-11-22');
  expect(comparedWith(period('2026-11-21', 730), 'lastYear')).toEqual(period('2024-11-23', 730));
  expect(new Date('2026-11-21').getUTCDay()).toBe(new Date('2025-11-22').getUTCDay());
});

test('the period before is as long, and ends the day before', () => {
  const before = comparedWith({ from: '2026-03-01', to: '2026-03-31' }, 'previous');
  expect(before).toEqual({ from: '2026-01-29', to: '2026-02-28' });
  expect(before && daysIn(before)).toBe(31);
  expect(comparedWith({ from: '2026-03-01', to: '2026-03-31' }, 'none')).toBeUndefined();
});
