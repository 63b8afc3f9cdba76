import { expect, test } from 'vitest';
import { type Overridden, whatIfWords } from '#domain/replenishment/grade-what-if.ts';

const words = (more: Partial<Overridden>): string =>
  whatIfWords({
    kind: 'buy',
    quantity: '60',
    decidedQuantity: '24',
    currency: 'EUR',
    lateMinutes: 0,
    thereDays: 40,
    lostMinor: 0,
    idleUnits: 0,
    idleMinor: 0,
    ...more,
  });

test('less than suggested tells how long it was out of stock, and the margin that this cost', () => {
  expect(words({ lateMinutes: 31 * 60, lostMinor: 14_020 })).toBe(
    'Ordered 24 instead of 60: out of stock for 31 opening hours, about €140 of margin lost',
  );
  expect(words({ lateMinutes: 60 })).toBe('Ordered 24 instead of 60: out of stock for 1 opening hour');
});

test('less than suggested that sufficed tells what the suggestion would have left, for how long and at what cost', () => {
  expect(words({ decidedQuantity: null, idleUnits: 55, idleMinor: 21_000 })).toBe(
    'Rejected 60 and never ran out: 60 would have left 55 more, €210 for 40 days, which costs about €5.98 to keep',
  );
  expect(words({ idleUnits: 36, idleMinor: 21_000, thereDays: null })).toBe(
    'Ordered 24 instead of 60 and never ran out: 60 would have left 36 more, €210',
  );
});

test('more than suggested tells how much of it was not needed, or that it was', () => {
  expect(words({ kind: 'transfer', decidedQuantity: '100', idleUnits: 30, idleMinor: 900, thereDays: 1 })).toBe(
    'Fetched 100 instead of 60: 30 of the 40 more were not needed, €9.00 for 1 day, which costs about €0.01 to keep',
  );
  expect(words({ decidedQuantity: '100' })).toBe('Ordered 100 instead of 60: the 40 more were needed');
});
