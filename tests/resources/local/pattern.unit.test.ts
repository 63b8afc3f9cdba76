import { describe, expect, test } from 'vitest';
import { matches, type Pattern } from '#local/pattern.ts';

// The examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html.
const ec2 = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: { 'instance-id': 'i-1234567890abcdef0', state: 'terminated' },
};

const detail = (pattern: unknown, value: unknown): boolean => matches({ detail: pattern }, { detail: value });

describe('exact values', () => {
  test.each<[string, Pattern, boolean]>([
    ['source and state', { source: ['aws.ec2'], detail: { state: ['terminated'] } }, true],
    ['one of several values', { detail: { state: ['running', 'terminated'] } }, true],
    ['another value', { detail: { state: ['running'] } }, false],
    ['an element of an array in the event', { resources: ec2.resources }, true],
    ['all fields must match', { source: ['aws.ec2'], region: ['eu-west-1'] }, false],
    ['a field that is missing', { detail: { missing: ['x'] } }, false],
    ['case counts', { source: ['AWS.EC2'] }, false],
    ['an empty pattern matches everything', {}, true],
  ])('%s', (_name, pattern, expected) => {
    expect(matches(pattern, ec2)).toBe(expected);
  });

  test('null matches null and the empty text matches the empty text, but neither the other', () => {
    const event = { eventVersion: '', responseElements: null };
    expect(detail({ eventVersion: [''], responseElements: [null] }, event)).toBe(true);
    expect(detail({ eventVersion: [null] }, event)).toBe(false);
    expect(detail({ responseElements: [''] }, event)).toBe(false);
  });

  test('text and number are different values', () => {
    expect(detail({ n: [1] }, { n: 1 })).toBe(true);
    expect(detail({ n: [1] }, { n: '1' })).toBe(false);
    expect(detail({ on: [true] }, { on: true })).toBe(true);
  });
});

describe('prefix and suffix', () => {
  test.each<[string, Pattern, unknown, boolean]>([
    ['prefix', { time: [{ prefix: '2017-10-02' }] }, { time: '2017-10-02T18:43:48Z' }, true],
    ['no such prefix', { time: [{ prefix: '2017-10-02' }] }, { time: '2018-10-02' }, false],
    [
      'prefix without case',
      { service: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
      { service: 'eventbridge' },
      true,
    ],
    ['suffix', { file: [{ suffix: '.png' }] }, { file: 'a.png' }, true],
    ['no such suffix', { file: [{ suffix: '.png' }] }, { file: 'a.png.zip' }, false],
    ['suffix without case', { file: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { file: 'a.PNG' }, true],
    ['a number has no prefix', { n: [{ prefix: '1' }] }, { n: 12 }, false],
  ])('%s', (_name, pattern, value, expected) => {
    expect(detail(pattern, value)).toBe(expected);
  });
});

describe('anything-but', () => {
  test.each<[string, unknown, unknown, boolean]>([
    ['another text', 'initializing', 'running', true],
    ['the text itself', 'initializing', 'initializing', false],
    ['another number', 123, 456, true],
    ['none of the list', ['stopped', 'overloaded'], 'running', true],
    ['one of the list', ['stopped', 'overloaded'], 'overloaded', false],
    ['none of the numbers', [100, 200, 300], 150, true],
    ['one of the numbers', [100, 200, 300], 200, false],
    ['without case, one of the list', { 'equals-ignore-case': ['initializing', 'stopped'] }, 'STOPPED', false],
    ['without case, another', { 'equals-ignore-case': 'initializing' }, 'running', true],
    ['a prefix it has', { prefix: 'init' }, 'initializing', false],
    ['a prefix it lacks', { prefix: 'init' }, 'running', true],
    ['one of several prefixes', { prefix: ['init', 'stop'] }, 'stopped', false],
    ['a suffix it has', { suffix: '.txt' }, 'a.txt', false],
    ['one of several suffixes', { suffix: ['.txt', '.rtf'] }, 'a.rtf', false],
    ['a suffix it lacks', { suffix: ['.txt', '.rtf'] }, 'a.csv', true],
    ['a wildcard it fits', { wildcard: '*/lib/*' }, 'a/lib/b', false],
    ['a wildcard it does not fit', { wildcard: '*/lib/*' }, 'a/src/b', true],
  ])('%s', (_name, operand, value, expected) => {
    expect(detail({ state: [{ 'anything-but': operand }] }, { state: value })).toBe(expected);
  });

  test('a missing field is not "anything but"', () => {
    expect(detail({ state: [{ 'anything-but': 'x' }] }, {})).toBe(false);
  });
});

describe('numeric', () => {
  const pattern = {
    'c-count': [{ numeric: ['>', 0, '<=', 5] }],
    'd-count': [{ numeric: ['<', 10] }],
    'x-limit': [{ numeric: ['=', 3.018e2] }],
  };
  test.each<[unknown, boolean]>([
    [{ 'c-count': 5, 'd-count': 9, 'x-limit': 301.8 }, true],
    [{ 'c-count': 0, 'd-count': 9, 'x-limit': 301.8 }, false],
    [{ 'c-count': 6, 'd-count': 9, 'x-limit': 301.8 }, false],
    [{ 'c-count': 5, 'd-count': 10, 'x-limit': 301.8 }, false],
    [{ 'c-count': 5, 'd-count': 9, 'x-limit': 301 }, false],
    [{ 'c-count': '5', 'd-count': 9, 'x-limit': 301.8 }, false],
  ])('%j: %s', (value, expected) => {
    expect(detail(pattern, value)).toBe(expected);
  });
});

describe('exists', () => {
  test('true needs the field, false its absence', () => {
    expect(detail({ state: [{ exists: true }] }, { state: null })).toBe(true);
    expect(detail({ state: [{ exists: true }] }, {})).toBe(false);
    expect(detail({ 'c-count': [{ exists: false }] }, { state: 'running' })).toBe(true);
    expect(detail({ 'c-count': [{ exists: false }] }, { 'c-count': 1 })).toBe(false);
  });

  test('it sees leaves only: an object that has children does not "exist"', () => {
    expect(detail({ state: [{ exists: true }] }, { state: { x: 1 } })).toBe(false);
  });

  test('a whole branch may be absent', () => {
    expect(detail({ user: { name: [{ exists: false }] } }, {})).toBe(true);
  });
});

describe('other comparisons', () => {
  test('equals-ignore-case', () => {
    expect(detail({ type: [{ 'equals-ignore-case': 'ec2 instance' }] }, { type: 'EC2 Instance' })).toBe(true);
    expect(detail({ type: [{ 'equals-ignore-case': 'ec2 instance' }] }, { type: 'EC2 Instances' })).toBe(false);
  });

  test('wildcard', () => {
    expect(detail({ path: [{ wildcard: 'dir/*.png' }] }, { path: 'dir/a/b.png' })).toBe(true);
    expect(detail({ path: [{ wildcard: 'dir/*.png' }] }, { path: 'dir/aXpng' })).toBe(false);
  });
});

describe('$or', () => {
  const pattern = {
    source: ['aws.cloudwatch'],
    $or: [{ metricName: ['CPUUtilization', 'ReadLatency'] }, { threshold: [{ numeric: ['>', 100] }] }],
  };
  test.each<[unknown, boolean]>([
    [{ source: 'aws.cloudwatch', metricName: 'ReadLatency' }, true],
    [{ source: 'aws.cloudwatch', threshold: 101 }, true],
    [{ source: 'aws.cloudwatch', metricName: 'Other', threshold: 100 }, false],
    [{ source: 'aws.ec2', metricName: 'ReadLatency' }, false],
  ])('%j: %s', (event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test('it may stand deep inside', () => {
    expect(detail({ $or: [{ a: [1] }, { b: [2] }] }, { b: 2 })).toBe(true);
    expect(detail({ $or: [{ a: [1] }, { b: [2] }] }, { b: 3 })).toBe(false);
  });
});

test('an array of objects matches if one of them matches as a whole', () => {
  const lines = {
    lines: [
      { sku: 'A', n: 1 },
      { sku: 'B', n: 2 },
    ],
  };
  expect(detail({ lines: { sku: ['A'], n: [1] } }, lines)).toBe(true);
  expect(detail({ lines: { sku: ['A'], n: [2] } }, lines)).toBe(false);
});

test.each<[string, Pattern]>([
  ['a comparison that does not exist', { a: [{ prefixx: 'b' }] }],
  ['a value without a list', { a: 'b' }],
  ['numeric without a number', { a: [{ numeric: ['>', 'x'] }] }],
  ['numeric with an odd sign', { a: [{ numeric: ['!=', 1] }] }],
])('%s is an error, not "no match"', (_name, pattern) => {
  expect(() => matches(pattern, { a: 'b' })).toThrow('InvalidEventPattern');
});
