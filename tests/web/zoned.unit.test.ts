import { expect, test } from 'vitest';
import { instantOf, wallTime } from '#web/lib/zoned.ts';

test.each([
  ['2026-11-22', '09:30', 'Europe/London', '2026-11-22T09:30:00.000Z'],
  ['2026-07-01', '00:00', 'Europe/London', '2026-06-30T23:00:00.000Z'],
  ['2026-11-22', '00:00', 'Asia/Tokyo', '2026-11-21T15:00:00.000Z'],
  ['2026-11-22', '04:00', 'America/New_York', '2026-11-22T09:00:00.000Z'],
  ['2026-01-01', '12:00', 'Asia/Kathmandu', '2026-01-01T06:15:00.000Z'],
  // There twice: the first. 2026-10-25 01:30 in London is summer time first.
  ['2026-10-25', '01:30', 'Europe/London', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25', '02:30', 'Europe/London', '2026-10-25T02:30:00.000Z'],
  // Left out: an hour later on the clock.
  ['2026-03-29', '01:30', 'Europe/London', '2026-03-29T01:30:00.000Z'],
])('%s %s in %s is %s', (date, time, zone, instant) => {
  expect(instantOf(date, time, zone).toISOString()).toBe(instant);
});

test.each([
  ['2026-11-22T14:31:05.900Z', 'America/New_York', '2026-11-22 09:31:05'],
  ['2026-11-22T15:00:00Z', 'Asia/Tokyo', '2026-11-23 00:00:00'],
  ['2026-07-01T23:30:00Z', 'Europe/London', '2026-07-02 00:30:00'],
])('%s is %s, %s', (instant, zone, expected) => {
  expect(wallTime(instant, zone)).toBe(expected);
});
