import * as z from 'zod';
import { BusinessDate, line, LocalTime } from '#domain/values.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const Weekday = z.enum(weekdays);
export type Weekday = z.infer<typeof Weekday>;

/** One stretch in which a store is open. Closing at or before the hour of opening means the next day. */
const Opening = z.strictObject({ opens: LocalTime, closes: LocalTime });
const Day = z.array(Opening).max(6, 'must be at most 6 stretches a day');

/** A usual week; a day without a stretch is a closed day. The stretches may touch, but never overlap. */
export const WeeklyHours = z
  .strictObject({ monday: Day, tuesday: Day, wednesday: Day, thursday: Day, friday: Day, saturday: Day, sunday: Day })
  .superRefine((hours, ctx) => {
    for (const day of overlapping(hours))
      ctx.addIssue({ code: 'custom', path: [day], message: 'has hours that overlap with others' });
  })
  .meta({
    id: 'WeeklyHours',
    description: 'Local times; `closes` at or before `opens` is on the next day (`00:00` to `00:00`: all day)',
    example: {
      ...Object.fromEntries(weekdays.map((day) => [day, [{ opens: '09:00', closes: '18:00' }]])),
      sunday: [],
    },
  });
export type WeeklyHours = z.infer<typeof WeeklyHours>;

/** Days on which the store is closed, both ends included. */
export const Closure = z
  .strictObject({ from: BusinessDate, to: BusinessDate, reason: line(80).meta({ example: 'Christmas' }) })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before the first day' });
export type Closure = z.infer<typeof Closure>;

/** A file that is to come on these weekdays until this local time; figures of a day without it are incomplete. */
export const ExpectedFeed = z.strictObject({
  kind: z.enum(['sales', 'stock', 'deliveries']),
  weekdays: z
    .array(Weekday)
    .min(1, 'must name a day')
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'must not name a day twice'),
  by: LocalTime,
});
export type ExpectedFeed = z.infer<typeof ExpectedFeed>;

const dayMinutes = 24 * 60;

/** The weekdays on which a stretch begins before the one before it has ended; Sunday night runs into Monday. */
export function overlapping(hours: WeeklyHours): Weekday[] {
  const stretches = weekdays
    .flatMap((day, nth) =>
      hours[day].map(({ opens, closes }) => {
        const from = nth * dayMinutes + minutes(opens);
        const length = (minutes(closes) - minutes(opens) + dayMinutes) % dayMinutes || dayMinutes;
        return { day, from, to: from + length };
      }),
    )
    .toSorted((one, other) => one.from - other.from);
  let ended = (stretches.at(-1)?.to ?? 0) - 7 * dayMinutes;
  const late = new Set<Weekday>();
  for (const { day, from, to } of stretches) {
    if (from < ended) late.add(day);
    ended = Math.max(ended, to);
  }
  return [...late];
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
