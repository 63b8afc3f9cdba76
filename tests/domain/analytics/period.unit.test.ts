import { expect, test } from 'vitest';
import { addDays, comparedWith, coveredDays, daysIn, withDataFrom } from '#domain/analytics/period.ts';

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

test('a period before all data, or that begins before it, says when data begins, as people write a day', () => {
  const known = { firstDay: '2025-11-24', today: '2026-11-22' };
  expect(coveredDays({ from: '2025-01-01', to: '2025-02-01' }, known)).toEqual({
    reason: 'Data begins on 24 November 2025',
  });
  expect(coveredDays({ from: '2025-01-01', to: '2025-12-01' }, known)).toMatchObject({
    from: '2025-11-24',
    note: 'Data begins on 24 November 2025',
  });
  expect(coveredDays({ from: '2026-11-23', to: '2026-12-01' }, known)).toEqual({ reason: 'These days lie ahead' });
});

test('a period to compare with names the first day that is known only where it begins before that', () => {
  const before = { from: '2025-11-20', to: '2025-11-30' };
  expect(withDataFrom(before, { firstDay: '2025-11-24' })).toEqual({ ...before, dataFrom: '2025-11-24' });
  expect(withDataFrom(before, { firstDay: '2025-11-20' })).toEqual(before);
  expect(withDataFrom(before, { firstDay: null })).toEqual(before);
});
