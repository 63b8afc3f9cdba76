import { describe, expect, it } from 'vitest';
import { againstNote, changeAgainst, type Comparing, partWords, wasWords } from '#web/ui/figure-compared.ts';

const days = { from: '2026-01-01', to: '2026-11-20' };
const today = '2026-11-22';
const before = { from: '2025-02-12', to: '2025-12-31' };
const whole: Comparing = { before, isOnlyToday: false };
const part: Comparing = { before: { ...before, dataFrom: '2025-11-24' }, isOnlyToday: false };
const none: Comparing = { before: { ...before, dataFrom: '2026-01-01' }, isOnlyToday: false };
const running: Comparing = { before: { from: '2026-11-21', to: '2026-11-21' }, isOnlyToday: true };
const change = (comparing: Comparing, name: 'netSales' | 'returnRate' = 'netSales') =>
  changeAgainst(name, { value: 552 }, { value: 100 }, comparing)?.text;

describe('a change', () => {
  it('is told against days that are all known', () => {
    expect(change(whole)).toBe('452.0%');
  });

  it('is not told against days of which a part is known, or nothing', () => {
    expect([change(part), change(none), change(part, 'returnRate')]).toEqual([undefined, undefined, undefined]);
  });

  it('of what grows with the day is not told against a whole day while the day runs; of a rate it is', () => {
    expect(change(running)).toBeUndefined();
    expect(change(running, 'returnRate')).toBe('45,200.0 pts');
  });
});

describe('what stands where no change is told', () => {
  const was = (value: number | null, now: number, comparing = whole) =>
    wasWords('netSales', { value: now }, { value }, { ...comparing, currency: 'GBP' });

  it('is one wording for nothing changed, else what it was', () => {
    expect([was(0, 0), was(-500, -500), was(0, 100), was(null, 100)]).toEqual([
      'no change',
      'no change',
      'was £0.00',
      null,
    ]);
  });

  it('is from when the days before are known, where they are in part', () => {
    expect(was(100, 552, part)).toMatch(/^before: only from .*2025$/);
    expect([partWords(whole), partWords(none), was(100, 552, none)]).toEqual([null, null, null]);
  });

  it('is the whole day, while the day runs', () => {
    expect(was(1000, 100, running)).toBe('whole day before: £10.00');
  });
});

describe('the note of a page', () => {
  it('says that nothing, or only a part, is known of the days before', () => {
    expect(againstNote(days, today, none)).toMatch(/^Nothing is known of the days before \(.*\): data begins on /);
    expect(againstNote(days, today, part)).toMatch(/only those from .*2025 are known, so no change is told\.$/);
  });

  it('says that today is not over yet, alone or among other days; of days that are over nothing', () => {
    expect(againstNote({ from: today, to: today }, today, running)).toMatch(/stand beside it, not against it/);
    expect(againstNote({ from: '2026-11-01', to: today }, today, whole)).toMatch(/compared with a whole day/);
    expect(againstNote(days, today, whole)).toBeNull();
    expect(againstNote({ from: today, to: today }, today, { ...running, before: null })).toBeNull();
  });
});
