import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain, isUnreachable } from '#web/lib/problem.ts';
import * as paths from '#web/paths.ts';
import { clockOf, hasNoTime, instantsOf } from '#web/ui/span.ts';

const pages = Object.entries(paths).flatMap(([name, value]) =>
  'parse' in value ? [[name, value.parse] as const] : [],
);
const free = ['search', 'category', 'subject', 'actor'];
const nonsense = [
  'foo',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '-1',
  '007',
  '2026-02-31',
  'zzz',
  '\0',
];

describe.each(pages)('%s', (_, parse) => {
  it('answers each of its fields, and undefined for a value that nobody can read', () => {
    const fields = Object.keys(parse({}));
    expect(fields.length).toBeGreaterThan(0);
    for (const value of nonsense) {
      const given = Object.fromEntries(fields.map((field) => [field, value]));
      const read: Record<string, unknown> = parse(given);
      expect(Object.keys(read).toSorted()).toEqual(fields.toSorted());
      for (const field of fields.filter((one) => !free.includes(one) && !one.startsWith('cover')))
        expect(read[field], `${field}=${value}`).toBeUndefined();
    }
  });

  it('lets nothing through that is no field of it', () => {
    expect(parse({ utm_source: 'mail', constructor: 'x' })).toMatchObject({ utm_source: undefined });
  });

  it('reads again what it has read', () => {
    const values = fc.oneof(
      fc.constantFrom('30d', '2026-10-01', '2026-11-21', '18:00', '7', 'GBP', 'low'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(values, { minLength: 20, maxLength: 20 }), (words) => {
        const fields = Object.keys(parse({}));
        const once = parse(Object.fromEntries(fields.map((field, at) => [field, words[at]])));
        expect(parse(once)).toEqual(once);
      }),
    );
  });
});

it('turns days that are the wrong way round, with their times', () => {
  const asked = { from: '2026-11-21', fromTime: '18:00', to: '2026-10-01', toTime: '09:00' };
  const turned = { from: '2026-10-01', fromTime: '09:00', to: '2026-11-21', toTime: '18:00' };
  expect(paths.BridgeSearch.parse(asked)).toMatchObject(turned);
  expect(paths.BridgeSearch.parse(turned)).toMatchObject(turned);
  expect(paths.FiguresSearch.parse(asked)).toMatchObject({ from: '2026-10-01', to: '2026-11-21' });
  expect(paths.FiguresSearch.parse(asked)).toMatchObject({ fromTime: undefined, toTime: undefined });
});

it.each([
  { from: '2026-10-01' },
  { to: '2026-10-01' },
  { from: '2016-10-01', to: '2026-10-01' },
  { from: '2026-02-31', to: '2026-03-03' },
])('drops days that make no period: %o', (days) => {
  expect(paths.DashboardSearch.parse({ range: '7d', ...days })).toMatchObject({
    range: '7d',
    from: undefined,
    to: undefined,
  });
});

it('a span on one day has no time when it ends before or as it begins', () => {
  const clock = clockOf([{ timeZone: 'Europe/London', dayCutoff: '04:00' }]);
  const span = (fromTime: string | undefined, toTime: string | undefined) =>
    hasNoTime(instantsOf({ from: '2026-10-01', to: '2026-10-01', fromTime, toTime }, '2026-11-22', clock));
  expect(span('18:00', '09:00')).toBe(true);
  expect(span('18:00', '18:00')).toBe(true);
  expect(span(undefined, '03:00')).toBe(true); // the day begins at 4
  expect(span('09:00', '18:00')).toBe(false);
  expect(span(undefined, undefined)).toBe(false);
});

it('a server that cannot be reached is told apart from a mistake in code', async () => {
  const away: unknown = await fetch('http://127.0.0.1:1').catch((error: unknown) => error);
  const words = ['Failed to fetch', 'Load failed', 'NetworkError when attempting to fetch resource.'];
  for (const error of [away, ...words.map((text) => new TypeError(text))]) {
    expect(isUnreachable(error)).toBe(true);
    expect(explain(error)).toContain('cannot be reached');
  }
  const ours = new TypeError("Cannot destructure property 'from' of undefined");
  expect(isUnreachable(ours)).toBe(false);
  expect(explain(ours)).not.toContain('reached');
});
