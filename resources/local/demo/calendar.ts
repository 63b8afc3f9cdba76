const dayMs = 86_400_000;

/** The days of a demo year by number: 0 is the first, `length - 1` the day before `today`. No zone is involved. */
export type Calendar = {
  length: number;
  /** `YYYY-MM-DD` of a day. */
  dateOf: (day: number) => string;
  /** 0 is Sunday. */
  weekdayOf: (day: number) => number;
  /** True on Christmas Day and New Year's Day. */
  isClosed: (day: number) => boolean;
  /** Which months a day lies between and how far: blends a table of twelve monthly values, January first. */
  blend: (monthly: readonly number[], day: number) => number;
};

/** The days of a year on which no shop of the demo opens, as `MM-DD`, and why. */
export const holidays = { '12-25': 'Christmas Day', '01-01': "New Year's Day" } as const;

/** Whether the demo's shops stay closed on a date, `YYYY-MM-DD`. */
export const isHoliday = (date: string): boolean => Object.keys(holidays).includes(date.slice(5));

/** The 366 days that end the day before `today` (`YYYY-MM-DD`). Throws RangeError when that is no date. */
export function yearBefore(today: string): Calendar {
  const end = Date.parse(`${today}T00:00:00Z`);
  if (Number.isNaN(end)) throw new RangeError(`not a date: ${today}`);
  // The longest named period is 365 whole days, and the day that is not over comes on top.
  const length = 366;
  const at = (day: number) => new Date(end + (day - length) * dayMs);
  return {
    length,
    dateOf: (day) => at(day).toISOString().slice(0, 10),
    weekdayOf: (day) => at(day).getUTCDay(),
    isClosed: (day) => isHoliday(at(day).toISOString().slice(0, 10)),
    blend: (monthly, day) => {
      const date = at(day);
      // A month's value holds at its middle; in between it slides.
      const position = (date.getUTCMonth() + (date.getUTCDate() - 15.5) / 30.5 + 12) % 12;
      const before = Math.floor(position);
      const share = position - before;
      return (monthly[before] ?? 1) * (1 - share) + (monthly[(before + 1) % 12] ?? 1) * share;
    },
  };
}

/** `YYYY-MM-DDTHH:MM:SS`, the time on the shop's own clock. `second` counts from midnight. */
export function localTime(date: string, second: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}
