import type { Store } from '#domain/stores/store.ts';

/** A field that cannot be taken as it is. */
export class BadField extends Error {
  readonly column: string;
  constructor(column: string, reason: string) {
    super(reason);
    this.column = column;
  }
}

// Control characters never belong in a code or a name, and would make two rows look alike.
const control = /\p{Cc}/u;

/** A text, trimmed; null when the field is empty. */
export function text(column: string, given: string, longest = 200): string | null {
  const trimmed = given.trim();
  if (trimmed === '') return null;
  if (trimmed.length > longest) throw new BadField(column, `is longer than ${longest} characters`);
  if (control.test(trimmed)) throw new BadField(column, 'has a control character or a line break in it');
  return trimmed;
}

/**
 * A text that must be there, without spaces around it.
 * @throws BadField when it is empty, longer than `longest` characters, or has a control character in it
 */
export function requiredText(column: string, given: string, longest = 200): string {
  const value = text(column, given, longest);
  if (value === null) throw new BadField(column, 'is empty');
  return value;
}

/** No number is longer, even with zeros before and behind it; what is would be slow to make sense of. */
const longestNumber = 100;

/**
 * A decimal number in its one canonical form ("007.50" is "7.5"); null when the field is empty.
 * @param whole how many digits before the point, and `decimals` how many behind it, the database can hold
 */
export function decimalText(
  column: string,
  given: string,
  whole: number,
  decimals: number,
  comma: boolean,
): string | null {
  let trimmed = given.trim();
  if (trimmed === '') return null;
  if (comma) trimmed = trimmed.replace(',', '.');
  const match = trimmed.length > longestNumber ? null : /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(trimmed);
  const digits = (match?.[2] ?? '') === '' ? '0' : (match?.[2] ?? '0');
  const fraction = match?.[3] ?? '';
  if (match === null || !/\d/.test(trimmed))
    throw new BadField(column, `"${cut(given)}" is not a number like 12 or 12.50`);
  if (digits.length > whole || fraction.length > decimals)
    throw new BadField(column, `"${cut(given)}" has more than ${whole} digits before or ${decimals} behind the point`);
  const number = fraction === '' ? digits : `${digits}.${fraction}`;
  return match[1] === '-' && number !== '0' ? `-${number}` : number;
}

export const cut = (given: string) => (given.length > 60 ? `${given.slice(0, 60)}…` : given);

const isoLike = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?:[T, ]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp][Mm])?)?$/;

/**
 * A time as files give it, in one canonical form: `2010-12-01T08:26:00` by the store's clock, or with a `Z` when the
 * field carries a zone. 12/1/10 is read in the store's date order, and refused where that order is not set.
 * @param whenNoTime the time of day for a date alone; null refuses it
 */
export function timeText(column: string, given: string, order: Store['dateOrder'], whenNoTime: string | null): string {
  const trimmed = given.trim();
  if (trimmed === '') throw new BadField(column, 'is empty');
  const iso = isoLike.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second = '00', zone] = iso;
    const time = hour === undefined ? whenNoTime : `${hour}:${minute}:${second}`;
    const local = checked(column, given, `${year}-${month}-${day}`, time);
    if (zone === undefined) return local;
    const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
    return new Date(`${local}${offset}`).toISOString();
  }
  const [, first = '', second = '', shortYear = '', hour, minute, seconds = '00', half] = slashed.exec(trimmed) ?? [];
  if (first === '') throw new BadField(column, `"${cut(given)}" is not a date and time like 2026-11-22T09:30:00`);
  if (order === 'ymd')
    throw new BadField(
      column,
      `"${cut(given)}" could be day or month first: use 2026-11-22T09:30:00, or set the store's date order`,
    );
  const [month, day] = order === 'mdy' ? [first, second] : [second, first];
  const year = shortYear.length === 2 ? `20${shortYear}` : shortYear;
  const time = hour === undefined ? whenNoTime : `${String(hourOf(hour, half)).padStart(2, '0')}:${minute}:${seconds}`;
  return checked(column, given, `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, time);
}

function hourOf(hour: string, half: string | undefined): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function checked(column: string, given: string, date: string, time: string | null): string {
  if (time === null)
    throw new BadField(column, `"${cut(given)}" has no time of day; give one, like 2026-11-22T09:30:00`);
  const local = `${date}T${time}`;
  const instant = new Date(`${local}Z`);
  // Date rolls 31 February over into March: what comes back must be what went in.
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== local)
    throw new BadField(column, `"${cut(given)}" is not a real date and time`);
  if (Number(date.slice(0, 4)) < 1970) throw new BadField(column, `"${cut(given)}" lies before 1970`);
  return local;
}
