import { expect, test } from 'vitest';
import { decimal } from '#web/lib/typed.ts';

test.each([
  ['6,50', '6.50'],
  [' 6.5 ', '6.5'],
  ['0,5', '0.5'],
  ['-1,25', '-1.25'],
  ['', null],
  ['  ', null],
])('a number typed as "%s" is sent as %s', (typed, sent) => {
  expect(decimal(typed)).toBe(sent);
});

test.each(['1,250', '1,250.00', '1.250,00', '6,', ',5', 'six'])(
  '"%s", which could be meant in two ways or is no number, is left for the schema to refuse',
  (typed) => {
    expect(decimal(typed)).toBe(typed);
  },
);
