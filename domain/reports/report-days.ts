import type { ReportKind } from './kinds.ts';

type Days = { from: string; to: string };

const dayMs = 86_400_000;
const shifted = (date: string, days: number) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/**
 * The business days of a report that ends with `to`: that day, its week (from Monday), or its month up to it.
 * @param to of a weekly report a Sunday, of a monthly one the last of a month; a preview may end earlier
 */
export function daysOfReport(kind: ReportKind, to: string): Days {
  if (kind === 'daily') return { from: to, to };
  if (kind === 'monthly') return { from: `${to.slice(0, 8)}01`, to };
  return { from: shifted(to, -((new Date(to).getUTCDay() + 6) % 7)), to };
}

/**
 * What a report is compared with first: the same weekday a week before, the week before, or the same days of the month
 * before. A whole month is compared with the whole one before, whatever their lengths.
 */
export function daysBefore(kind: ReportKind, { from, to }: Days): Days {
  if (kind !== 'monthly') return { from: shifted(from, -7), to: shifted(to, -7) };
  const last = shifted(from, -1);
  const first = `${last.slice(0, 8)}01`;
  const isWhole = shifted(to, 1).endsWith('-01');
  const sameDay = shifted(first, Number(to.slice(8)) - 1);
  return { from: first, to: isWhole || sameDay > last ? last : sameDay };
}
