import { expect, test } from 'vitest';
import * as z from 'zod';
import { fieldWords } from '#functions/field-words.ts';
import { Id, Instant } from '#domain/values.ts';

const told = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: fieldWords }).error?.issues.map(({ message }) => message);

test.each<[schema: z.ZodType, value: unknown, words: string]>([
  [z.string(), 5, 'must be text'],
  [z.string(), undefined, 'is missing'],
  [z.int(), 'five', 'must be a number'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.object({}), [], 'must be an object'],
  [Instant, 'yesterday', 'must be a time like 2026-11-22T09:30:00Z'],
  [z.enum(['asc', 'desc']), 'up', 'must be one of asc, desc'],
  [z.literal(1), 2, 'must be 1'],
  [z.string().min(1), '', 'must have at least 1 character'],
  [z.array(z.int()).max(2), [1, 2, 3], 'must have at most 2 entries'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.union([z.string(), z.int()]), true, 'is none of what is allowed here'],
])('%# says of a field what it must be', (schema, value, words) => {
  expect(told(schema, value)).toEqual([words]);
});

test('leaves the words that a schema has of its own', () => {
  expect(told(Id, 'x')).toEqual(['must be an id']);
});
