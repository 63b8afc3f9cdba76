import { describe, expect, it, test } from 'vitest';
import {
  bytes,
  changeOf,
  dateTime,
  day,
  estimate,
  inUnits,
  lastSeen,
  majorUnits,
  money,
  percent,
  plural,
  quantity,
  shortMoney,
  signedQuantity,
  timeOfDay,
  unitPrice,
  weekday,
  wholeMoney,
} from '#web/lib/format.ts';

const locale = 'en-GB';

describe('money', () => {
  it('is divided by the digits that its own currency has', () => {
    expect(money(1530, 'GBP', locale)).toBe('£15.30');
    expect(money(1530, 'JPY', locale)).toBe('¥1,530');
    expect(money(1530, 'BHD', locale)).toMatch(/^BHD\s1\.530$/);
    // As the ledger counts them, whatever people write: forints have a hundredth on paper.
    expect(majorUnits(1530, 'HUF')).toBe(15.3);
  });
  it('keeps its sign when it was paid back', () => {
    expect(money(-5, 'GBP', locale)).toBe('-£0.05');
    expect(money(-1200, 'JPY', locale)).toBe('-¥1,200');
  });
  it('is exact to the penny in the largest chains', () => {
    expect(money(9_007_199_254_740, 'GBP', locale)).toBe('£90,071,992,547.40');
  });
  it('is rounded to pounds only where asked for', () => {
    expect(wholeMoney(45_889_850, 'GBP', locale)).toBe('£458,899');
  });
  it('is short on the axis of a chart', () => {
    expect(shortMoney(majorUnits(1_250_000, 'GBP'), 'GBP', locale).toLowerCase()).toBe('£12.5k');
  });
});

describe('a unit price', () => {
  it('shows as many decimals as it has, but never fewer than its currency', () => {
    expect(unitPrice('2.155000', 'GBP', 6, locale)).toBe('£2.155');
    expect(unitPrice('2', 'GBP', 6, locale)).toBe('£2.00');
    expect(unitPrice('0.000001', 'GBP', 6, locale)).toBe('£0.000001');
    expect(unitPrice('33.278655', 'GBP', 4, locale)).toBe('£33.2787');
    expect(unitPrice('1.5', 'BHD', 2, locale)).toMatch(/1\.500$/);
  });
});

describe('a quantity', () => {
  it('is read from its decimal string without losing digits', () => {
    expect(quantity('12.500', locale)).toBe('12.5');
    expect(quantity('99999999999.999', locale)).toBe('99,999,999,999.999');
    expect(quantity('-3', locale)).toBe('-3');
  });
  it('is never minus nothing', () => {
    expect(quantity('-0', locale)).toBe('0');
    expect(quantity('-0.000', locale)).toBe('0');
  });
  it('carries its sign in a movement', () => {
    expect([signedQuantity('6', locale), signedQuantity('-1.500', locale), signedQuantity('0', locale)]).toEqual([
      '+6',
      '-1.5',
      '0',
    ]);
  });
});

describe('a change', () => {
  it('is a fraction of what was, to a tenth of a percent', () => {
    expect(changeOf(412_355, 366_120)).toBe(0.126);
    expect(changeOf(50, 100)).toBe(-0.5);
    expect(percent(-0.126, locale)).toBe('12.6%');
  });
  it('is unknown when there was nothing, or less, to compare with', () => {
    expect(changeOf(5, 0)).toBeNull();
    expect(changeOf(5, -3)).toBeNull();
    expect(changeOf(0, 5)).toBeNull();
    expect(changeOf(-2, 5)).toBeNull();
  });
});

describe('a date', () => {
  it('of business stays the day that the store says, whatever the zone of the viewer', () => {
    expect(day('2026-11-22', locale)).toBe('22 Nov');
  });
  it('with a time is told in the zone of the store', () => {
    const viewer = 'Europe/London';
    expect(timeOfDay('2026-07-01T12:00:00.000Z', { timeZone: viewer, locale, viewer })).toBe('13:00');
    expect(dateTime('2026-11-22T23:30:00.000Z', { timeZone: 'Asia/Tokyo', locale, viewer })).toBe(
      '23 Nov 2026, 08:30\u00A0GMT+9',
    );
    expect(weekday('2026-11-22T23:30:00.000Z', 'Asia/Tokyo', locale)).toBe('Monday');
  });
  it('names the zone of the store only while the clock of the viewer shows another time', () => {
    const winter = '2026-11-22T23:30:00.000Z';
    const summer = '2026-07-22T23:30:00.000Z';
    const london = { timeZone: 'Europe/London', locale: 'en-GB', viewer: 'Africa/Abidjan' };
    expect(dateTime(winter, london)).toBe('22 Nov 2026, 23:30');
    expect(dateTime(summer, london)).toBe('23 Jul 2026, 00:30\u00A0BST');
    expect(timeOfDay(winter, { timeZone: 'America/New_York', locale: 'en-US', viewer: 'Europe/London' })).toMatch(
      /^6:30\sPM\sEST$/,
    );
  });
});

describe('words and sizes', () => {
  it('follow the number', () => {
    expect([
      plural(1, 'row', 'rows', locale),
      plural(0, 'row', 'rows', locale),
      plural(1204, 'row', 'rows', locale),
    ]).toEqual(['1 row', '0 rows', '1,204 rows']);
  });
  it('of files are told as a file manager does', () => {
    expect([bytes(0, locale), bytes(1, locale), bytes(1530, locale), bytes(97_800_000, locale)]).toEqual([
      '0 bytes',
      '1 byte',
      '1.5 kB',
      '98 MB',
    ]);
  });
});

it('when somebody was last seen is told no more exactly than it is noted: once an hour', () => {
  const now = new Date(2026, 10, 22, 18, 0);
  const seen = (...at: [number, number, number, number, number]) =>
    lastSeen(new Date(...at).toISOString(), now, locale);
  expect(seen(2026, 10, 22, 17, 1)).toBe('within the hour');
  expect(seen(2026, 10, 22, 16, 59)).toBe('earlier today');
  expect(seen(2026, 10, 21, 23, 59)).toBe('21 Nov 2026');
});

describe('units in words', () => {
  it('say unit of exactly one', () => {
    expect(inUnits('1.000', locale)).toBe('1 unit');
    expect(inUnits('-1', locale)).toBe('-1 unit');
    expect(inUnits('0', locale)).toBe('0 units');
    expect(inUnits('1.500', locale)).toBe('1.5 units');
    expect(inUnits('1204', locale)).toBe('1,204 units');
  });
});

test('an estimated rate claims no more digits than it has', () => {
  expect(estimate('2.084', locale)).toBe('2.1');
  expect(estimate('12.000', locale)).toBe('12');
  expect(estimate('0.0471', locale)).toBe('0.047');
  expect(estimate('0.5', locale)).toBe('0.5');
});
