import type { Timeline } from '#domain/analytics/timeline.ts';

export type TimelineEvent = Timeline['events'][number];
export type TimelineDay = Timeline['days'][number];

/** The letter in an event's mark, the same in the picture and in the list, and what it stands for. */
export const eventMarks: Record<TimelineEvent['kind'], { letter: string; word: string }> = {
  delivery: { letter: 'D', word: 'Delivery' },
  count: { letter: 'C', word: 'Count' },
  price: { letter: 'P', word: 'Price' },
  adjustment: { letter: 'A', word: 'Adjustment' },
  return: { letter: 'R', word: 'Return' },
  outOfStock: { letter: 'O', word: 'Out of stock' },
  backInStock: { letter: 'B', word: 'Back in stock' },
};

/** Days without stock, first to last. */
export type Gap = { from: string; to: string };

/**
 * The days on which the product was out of stock in some store: from each `outOfStock` to the next `backInStock` of the
 * same store; one without its other half reaches to the edge of the period.
 */
export function gapsOf({ days, events }: Pick<Timeline, 'days' | 'events'>): Gap[] {
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (first === undefined || last === undefined) return [];
  const open = new Map<string | null, string>();
  const gaps: Gap[] = [];
  for (const { kind, date, storeId } of events) {
    if (kind === 'outOfStock') open.set(storeId, open.get(storeId) ?? date);
    if (kind === 'backInStock') {
      gaps.push({ from: open.get(storeId) ?? first, to: date });
      open.delete(storeId);
    }
  }
  for (const from of open.values()) gaps.push({ from, to: last });
  return gaps;
}

/** The events of each day, at most three marks one above the other; how many more there are. */
export function marksOf(events: TimelineEvent[]): Map<string, { letters: string[]; more: number }> {
  const byDay = Map.groupBy(events, ({ date }) => date);
  return new Map(
    [...byDay].map(([date, ofDay]) => {
      const letters = [...new Set(ofDay.map(({ kind }) => eventMarks[kind].letter))];
      return [date, { letters: letters.slice(0, 3), more: Math.max(0, letters.length - 3) }];
    }),
  );
}
