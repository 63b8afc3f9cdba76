import type { Closure, WeeklyHours } from '#domain/stores/hours.ts';
import { weekdays } from '#domain/stores/hours.ts';
import { addDays } from '#domain/analytics/period.ts';

// What availability must be, found by looking at every single minute. Slow, and plain enough to be believed.

export type PlainStore = { zone: string; cutoff: string; hours: WeeklyHours | null; closures: Closure[] };
export type PlainMovement = { at: number; quantity: number };
export type PlainMinute = { day: string; isOpen: boolean };
export const minuteMs = 60_000;

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** For every minute from one instant to another, the store's business day and whether it is open. */
export function minutesOfStore(store: PlainStore, from: number, to: number): Map<number, PlainMinute> {
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone: store.zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const found = new Map<number, PlainMinute>();
  for (let at = from; at < to; at += minuteMs) {
    const [date = '', time = ''] = clock.format(at).split(', ');
    const minute = minutesOf(time);
    found.set(at, { day: businessDay(store, date, minute), isOpen: isOpen(store, date, minute) });
  }
  return found;
}

const businessDay = (store: PlainStore, date: string, minute: number) =>
  minute < minutesOf(store.cutoff) ? addDays(date, -1) : date;

function isOpen(store: PlainStore, date: string, minute: number): boolean {
  const isClosed = (day: string) => store.closures.some(({ from, to }) => from <= day && day <= to);
  const { hours } = store;
  if (hours === null) return !isClosed(businessDay(store, date, minute));
  return [0, 1].some((before) => {
    const began = addDays(date, -before);
    const weekday = weekdays[(new Date(began).getUTCDay() + 6) % 7] ?? 'monday';
    return hours[weekday].some(({ opens, closes }) => {
      const length = (minutesOf(closes) - minutesOf(opens) + 1440) % 1440 || 1440;
      const since = minute + before * 1440 - minutesOf(opens);
      return since >= 0 && since < length && !isClosed(businessDay(store, began, minutesOf(opens)));
    });
  });
}

/** Opening minutes by business day. */
export function openMinutes(minutes: Map<number, PlainMinute>): Record<string, number> {
  return counted([...minutes.values()].filter(({ isOpen: open }) => open).map(({ day }) => day));
}

/** Opening minutes without stock by business day, from the first movement that changed stock. */
export function outMinutes(minutes: Map<number, PlainMinute>, movements: PlainMovement[]): Record<string, number> {
  return counted([...minutes].flatMap(([at, { day, isOpen: open }]) => (open && isOutAt(movements, at) ? [day] : [])));
}

/** From when until when there was nothing on hand, in ISO instants; null: still so. */
export function spans(movements: PlainMovement[]): { began: string; ended: string | null }[] {
  const found: { began: string; ended: string | null }[] = [];
  const instants = [...new Set(movements.map(({ at }) => at))].toSorted((one, other) => one - other);
  for (const at of instants) {
    const last = found.at(-1);
    const isOut = isOutAt(movements, at);
    if (isOut && last?.ended !== null) found.push({ began: new Date(at).toISOString(), ended: null });
    if (!isOut && last?.ended === null) last.ended = new Date(at).toISOString();
  }
  return found;
}

/** Whether nothing is on hand from this instant on; a product that the store has not had yet is not out. */
function isOutAt(movements: PlainMovement[], at: number): boolean {
  const known = movements.filter((movement) => movement.quantity !== 0 && movement.at <= at);
  // In thousandths: quantities have three places.
  return known.length > 0 && known.reduce((sum, { quantity }) => sum + Math.round(quantity * 1000), 0) <= 0;
}

function counted(days: string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const day of days) sums[day] = (sums[day] ?? 0) + 1;
  return sums;
}
