import { describe, expect, it } from 'vitest';
import { marksOf, type TimelineEvent } from '#web/features/products/timeline-events.ts';

const dates = Array.from({ length: 365 }, (_, index) =>
  new Date(Date.parse('2026-01-01') + index * 86_400_000).toISOString().slice(0, 10),
);
const event = (day: number, kind: TimelineEvent['kind'] = 'count'): TimelineEvent => ({
  at: `${dates[day] ?? ''}T10:00:00.000Z`,
  date: dates[day] ?? '',
  kind,
  storeId: '1',
  storeName: 'Leeds',
  text: 'Counted 3',
});
const texts = (events: TimelineEvent[], dayWidth: number) => marksOf(events, dates, dayWidth).map(({ text }) => text);

describe('the marks over a picture of days', () => {
  it('tell one event by its letter, and several kinds of a day by how many they are', () => {
    expect(texts([event(0), event(3, 'delivery')], 40)).toEqual(['C', 'D']);
    expect(texts([event(0), event(0)], 40)).toEqual(['C']);
    expect(texts([event(0), event(0, 'delivery'), event(0, 'price')], 40)).toEqual(['3']);
  });

  it('become one where days are so narrow that they would touch', () => {
    expect(texts([event(10), event(12, 'delivery'), event(14, 'price'), event(80)], 3)).toEqual(['3', 'C']);
    expect(texts([event(10), event(12, 'delivery'), event(14, 'price'), event(80)], 40)).toEqual(['C', 'D', 'P', 'C']);
  });

  it.each([0.8, 2.4, 10])('never lie over one another in a year of %s px a day', (dayWidth) => {
    const events = dates.flatMap((_, day) => (day % 3 === 0 || day % 7 === 0 ? [event(day), event(day, 'price')] : []));
    const marks = marksOf(events, dates, dayWidth);
    const middles = marks.map(({ first, last }) => ((dates.indexOf(first) + dates.indexOf(last) + 1) / 2) * dayWidth);
    for (const [index, middle] of middles.entries())
      if (index > 0) expect(middle - (middles[index - 1] ?? 0)).toBeGreaterThanOrEqual(26);
    expect(marks.reduce((sum, { text }) => sum + (Number(text) || 1), 0)).toBeGreaterThan(marks.length);
  });
});
