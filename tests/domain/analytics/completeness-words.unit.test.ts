import { describe, expect, test } from 'vitest';
import type { Completeness } from '#domain/analytics/completeness.ts';
import { completenessWords } from '#domain/analytics/completeness-words.ts';
import { completeToOf } from '#domain/analytics/completeness.ts';

type Store = Completeness['stores'][number];
/** A Sunday, 20:00 in London. */
const reader = { zone: 'Europe/London', now: '2026-11-22T20:00:00Z' };
const store = (name: string, more: Partial<Store> = {}): Store => ({
  storeId: '1',
  name,
  lastSaleAt: null,
  completeTo: null,
  missing: [],
  differences: [],
  restated: [],
  ...more,
});
const file = (businessDate: string, kind: Store['missing'][number]['kind'] = 'sales', time = '22:00') => ({
  kind,
  businessDate,
  dueAt: `${businessDate}T${time}:00Z`,
});
const words = (stores: Store[], completeTo: string | null = '2026-11-22T18:42:00Z') =>
  completenessWords({ completeTo, stores }, reader);

describe('what is said of completeness', () => {
  test('names the file that is missing, and when it was due', () => {
    expect(words([store('Northgate', { missing: [file('2026-11-21')] })])).toBe(
      "Complete to 18:42. Northgate's sales file for Saturday is missing (due 22:00).",
    );
    const nextDay = { kind: 'deliveries' as const, businessDate: '2026-11-20', dueAt: '2026-11-21T06:00:00Z' };
    expect(words([store('St James', { missing: [nextDay] })])).toBe(
      "Complete to 18:42. St James' delivery file for Friday is missing (due 06:00 on Saturday).",
    );
  });

  test('says nothing more when nothing is missing, and nothing at all of no store', () => {
    expect(words([store('Northgate')])).toBe('Complete to 18:42.');
    expect(words([])).toBe('');
    expect(words([store('Northgate')], null)).toMatch(/^Nobody has said which files are to come/);
  });

  test('says of days before all data that there is none, and of days that begin before it when it begins', () => {
    const of = (isAll: boolean, completeTo: string | null) =>
      completenessWords(
        { completeTo, beforeData: { dataFrom: '2025-11-24', isAll }, stores: [store('Northgate')] },
        reader,
      );
    expect(of(true, null)).toBe('There is no data yet for these days; data begins on 24 November 2025.');
    expect(of(false, '2026-11-22T18:42:00Z')).toBe('Data begins on 24 November 2025. Complete to 18:42.');
  });

  test('says of days ahead that they are, not up to when they are complete', () => {
    expect(completenessWords({ completeTo: null, isAhead: true, stores: [store('Northgate')] }, reader)).toBe(
      'These days lie ahead, so nothing has happened in them yet.',
    );
  });

  test.each([
    ['2026-11-22T00:00:00Z', 'Complete to the end of Saturday.'],
    ['2026-11-20T04:00:00Z', 'Complete to 04:00 on Friday.'],
    ['2026-11-15T12:00:00Z', 'Complete to 12:00 on 15 November.'],
    ['2025-12-31T12:00:00Z', 'Complete to 12:00 on 31 December 2025.'],
  ])('tells the day of %s as people do', (completeTo, expected) => {
    expect(words([store('Northgate')], completeTo)).toBe(expected);
  });

  test('draws files of several days together, and counts what would be too long', () => {
    const of = (...days: string[]) => words([store('Northgate', { missing: days.map((day) => file(day)) })]);
    expect(of('2026-11-21', '2026-11-20')).toContain("Northgate's sales files for Friday and Saturday are missing.");
    expect(of('2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18')).toContain(
      "Northgate's sales files for 4 days are missing, the last for Saturday.",
    );
    const many = Array.from({ length: 6 }, (_, nth) => store(`Shop ${nth}`, { missing: [file('2026-11-21')] }));
    expect(words(many)).toContain("Shop 2's sales file");
    expect(words(many)).not.toContain('Shop 3');
    expect(words(many)).toMatch(/3 more files or days of files are missing\.$/);
  });

  test('tells where tills counted otherwise and what changed afterwards', () => {
    const known = store('Northgate', {
      differences: [{ businessDate: '2026-11-21', toldMinor: 1_250, knownMinor: 1_000, differenceMinor: -250 }],
      restated: [{ businessDate: '2026-11-20', at: '2026-11-22T10:00:00Z', netMinor: 100 }],
    });
    const money = (minor: number) => `£${(minor / 100).toFixed(2)}`;
    expect(completenessWords({ completeTo: '2026-11-22T18:42:00Z', stores: [known] }, { ...reader, money })).toBe(
      "Complete to 18:42. Northgate's tills counted £2.50 more for Saturday than is recorded here. " +
        'Friday changed after it was over.',
    );
  });
});

describe('up to when a store is complete', () => {
  const now = '2026-11-22T20:00:00.000Z';
  const known = {
    lastSaleAt: null,
    lastLiveAt: null,
    endsAt: '2026-11-23T00:00:00.000Z',
    isExpecting: true,
    isExpectingSales: true,
    missingFrom: null,
    openFrom: null,
  };
  test.each([
    ['now, when nothing is to come any more', {}, now],
    ['the end of the period, when that is over', { endsAt: '2026-11-20T00:00:00.000Z' }, '2026-11-20T00:00:00.000Z'],
    [
      'the begin of the first day that is missing',
      { missingFrom: '2026-11-19T00:00:00.000Z', openFrom: '2026-11-22T00:00:00.000Z' },
      '2026-11-19T00:00:00.000Z',
    ],
    ['the begin of a day without a sale yet', { openFrom: '2026-11-22T00:00:00.000Z' }, '2026-11-22T00:00:00.000Z'],
    [
      'the newest sale of a day whose file is not due',
      { openFrom: '2026-11-22T00:00:00.000Z', lastSaleAt: '2026-11-22T18:42:00.000Z' },
      '2026-11-22T18:42:00.000Z',
    ],
    [
      'what its tills were last heard of, without a sales file',
      { isExpecting: false, isExpectingSales: false, lastLiveAt: '2026-11-22T19:00:00.000Z' },
      '2026-11-22T19:00:00.000Z',
    ],
    ['nothing, when nobody has said what is to come', { isExpecting: false, isExpectingSales: false }, null],
  ])('is %s', (_, more, expected) => {
    expect(completeToOf({ ...known, ...more }, now)).toBe(expected);
  });
});
