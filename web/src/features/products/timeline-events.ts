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

/** What happened on a day or on some days side by side: `text` is the letter of the one kind, or how many they were. */
export type Mark = { first: string; last: string; text: string };

/**
 * The marks above the picture, none over another: days whose marks would touch share one.
 * @param dates every day of the picture, in order
 * @param dayWidth of a day, in px
 */
export function marksOf(events: TimelineEvent[], dates: string[], dayWidth: number): Mark[] {
  const byDay = Map.groupBy(events, ({ date }) => date);
  const groups: { first: number; last: number; events: TimelineEvent[] }[] = [];
  for (const [index, date] of dates.entries()) {
    const ofDay = byDay.get(date);
    if (ofDay === undefined) continue;
    const group = groups.at(-1);
    // From the middle of one mark to that of the next.
    if (group && (index - (group.first + group.last) / 2) * dayWidth < markRoom) {
      group.events.push(...ofDay);
      group.last = index;
    } else groups.push({ first: index, last: index, events: [...ofDay] });
  }
  return groups.map(({ first, last, events: found }) => {
    const [one, ...others] = new Set(found.map(({ kind }) => eventMarks[kind].letter));
    const isAlone = found.length === 1 || (first === last && others.length === 0);
    return {
      first: dates[first] ?? '',
      last: dates[last] ?? '',
      text: isAlone ? (one ?? '') : String(found.length),
    };
  });
}

/** How far the middles of two marks are apart at least, in px: a mark of three digits is 26 px wide. */
export const markRoom = 30;
