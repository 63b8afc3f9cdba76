import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};
const formats: Record<string, string> = {
  datetime: 'a time like 2026-11-22T09:30:00Z',
  date: 'a day like 2026-11-22',
  time: 'a time of day like 09:30',
  email: 'an email address',
  url: 'an address like https://example.com',
  uuid: 'a UUID',
};
const counted: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

/**
 * What is wrong with a field, in words that go on from its name ("must be text"); for what a schema has no words of its
 * own for. undefined where there are none here either: then zod's.
 */
export function fieldWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return types[issue.expected] === undefined ? 'is of the wrong type' : `must be ${types[issue.expected]}`;
    case 'invalid_format':
      return formats[issue.format] === undefined ? 'is not written as it must be' : `must be ${formats[issue.format]}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must ${verb(issue.origin)} ${bound('at least', 'more than', issue.minimum, issue)}`;
    case 'too_big':
      return `must ${verb(issue.origin)} ${bound('at most', 'less than', issue.maximum, issue)}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'is none of what is allowed here';
    default:
      return undefined;
  }
}

const verb = (origin: string) => (counted[origin] === undefined ? 'be' : 'have');

type Bounded = { origin: string; inclusive?: boolean };

function bound(reached: string, passed: string, limit: number | bigint, { origin, inclusive }: Bounded): string {
  const things = counted[origin]?.[Number(limit) === 1 ? 0 : 1];
  return [inclusive === false ? passed : reached, limit, things].filter((part) => part !== undefined).join(' ');
}
