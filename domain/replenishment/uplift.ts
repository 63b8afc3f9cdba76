import type { Position } from './position.ts';

type Promotions = Position['promotions'];

const dayMs = 86_400_000;
const dayNumber = (day: string): number => Math.round(Date.parse(day) / dayMs);

/**
 * How many times the usual some days sell, on their mean, because of promotions. Of two on the same day both count.
 * @param fromDay the first of them, `YYYY-MM-DD`
 * @param days how many, rounded; none: 1
 */
export function upliftOf(promotions: Promotions, fromDay: string, days: number): number {
  if (promotions.length === 0) return 1;
  const first = dayNumber(fromDay);
  const count = Math.max(1, Math.round(days));
  let sum = 0;
  for (let day = first; day < first + count; day += 1) {
    sum += promotions.reduce(
      (product, { fromDay: from, toDay: to, uplift }) =>
        day >= dayNumber(from) && day <= dayNumber(to) ? product * uplift : product,
      1,
    );
  }
  return sum / count;
}

/** The day so many days before another. */
export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
