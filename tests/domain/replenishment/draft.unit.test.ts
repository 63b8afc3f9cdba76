import { expect, test } from 'vitest';
import { type Held, draftsFor, sentenceOf } from '#domain/replenishment/draft.ts';
import { type Plan, planPosition } from '#domain/replenishment/plan.ts';
import type { Position } from '#domain/replenishment/position.ts';
import { around, plain } from './position.ts';

const some = (fields: Partial<Position>): Plan => {
  const plan = planPosition({ ...plain, ...fields }, around);
  if (plan === undefined) throw new Error('No plan');
  return plan;
};
const giver = { storeId: '9', storeName: 'York', isWarehouse: false, promised: 0, spare: 500 };
const kindsOf = (plan: Plan, held: Held[]) => draftsFor(plan, [giver], held).map(({ kind }) => kind);

test('what somebody rejected is left out, and the other way of getting it is not', () => {
  const plan = some({});
  expect(kindsOf(plan, [])).toEqual(['transfer']);
  expect(kindsOf(plan, [{ kind: 'transfer', fromStoreId: '9', heldBelow: null }])).toEqual(['buy']);
  expect(kindsOf(plan, [{ kind: 'transfer', fromStoreId: '8', heldBelow: null }])).toEqual(['transfer']);
  expect(kindsOf(plan, [{ kind: 'buy', fromStoreId: null, heldBelow: null }])).toEqual(['transfer']);
  expect(draftsFor(plan, [], [{ kind: 'buy', fromStoreId: null, heldBelow: null }])).toEqual([]);
});

test('what was rejected is suggested once the position has fallen as far as was said', () => {
  const plan = some({});
  const held = (heldBelow: number): Held[] => [{ kind: 'buy', fromStoreId: null, heldBelow }];
  expect(draftsFor(plan, [], held(plan.inputs.position - 1))).toEqual([]);
  expect(draftsFor(plan, [], held(plan.inputs.position))).toHaveLength(1);
});

test('a sentence tells whose days its reorder point covers when the goods come another way', () => {
  const [fetched] = draftsFor(some({}), [giver]);
  const [bought] = draftsFor(some({}), []);
  const usuallyFetched = some({ warehouseId: '9' });
  const [asUsual] = draftsFor(usuallyFetched, [giver]);
  const [instead] = draftsFor(usuallyFetched, []);
  const words = (draft: typeof fetched) => (draft ? sentenceOf(draft) : 'nothing');
  expect(words(bought)).toMatch(/, 9 days to arrive, /);
  expect(words(fetched)).toMatch(/, 9 days to arrive if bought, .* fetch \d+ from York, which can spare 500$/);
  expect(words(asUsual)).toMatch(/, 2 days to arrive, .* fetch /);
  expect(words(instead)).toMatch(/, 2 days to arrive when fetched, .* order /);
});
