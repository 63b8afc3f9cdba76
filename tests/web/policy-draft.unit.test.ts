import { expect, test } from 'vitest';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { plainProblem } from '#web/features/policies/policy-draft.ts';
import { goodQuantity, typedOver } from '#web/features/suggestions/decide.ts';

test('what is wrong with a service level is told in percent, as it is typed', () => {
  expect(plainProblem('serviceLevel', 'At most 0.999')).toBe('At most 99.9 %');
  expect(plainProblem('serviceLevel', 'At least 0.5')).toBe('At least 50 %');
  expect(plainProblem('serviceLevel', 'Fill this in')).toBe('A number, please');
  expect(plainProblem('shelfMax', 'At most 0.999')).toBe('At most 0.999');
  expect(plainProblem('serviceLevel', null)).toBeNull();
});

test('letters in a quantity leave the money at the last quantity that was one', () => {
  const suggestion = { quantity: '60.000' } as Suggestion;
  const some = typedOver(undefined, { quantity: '24', reason: '' });
  expect(goodQuantity(suggestion, typedOver(some, { quantity: '24x', reason: '' }))).toBe('24');
  expect(goodQuantity(suggestion, typedOver(undefined, { quantity: 'x', reason: '' }))).toBe('60.000');
});
