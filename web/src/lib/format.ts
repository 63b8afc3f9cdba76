import { minorDigits } from '#domain/currency.ts';

// Every number, amount, date and plural that people read, on Intl alone. The locale is the viewer's unless given.
type Locale = string | undefined;
type Numeric = Intl.StringNumericLiteral;

const cached = <Format>(make: (key: string) => Format): ((key: string) => Format) => {
  const made = new Map<string, Format>();
  return (key) => {
    const format = made.get(key) ?? make(key);
    made.set(key, format);
    return format;
  };
};
const numberFormat = cached((key) => {
  const [locale, options] = JSON.parse(key) as [string | null, Intl.NumberFormatOptions];
  return new Intl.NumberFormat(locale ?? undefined, options);
});
const dateFormat = cached((key) => {
  const [locale, options] = JSON.parse(key) as [string | null, Intl.DateTimeFormatOptions];
  return new Intl.DateTimeFormat(locale ?? undefined, options);
});
const number = (options: Intl.NumberFormatOptions, locale: Locale) =>
  numberFormat(JSON.stringify([locale ?? null, options]));
const dates = (options: Intl.DateTimeFormatOptions, locale: Locale) =>
  dateFormat(JSON.stringify([locale ?? null, options]));

/** An amount in minor units (pence) in the currency's major unit, as a plain number for the axis of a chart. */
export function majorUnits(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency);
}

/** An amount in minor units as money: 1530 GBP is £15.30, 1530 JPY is ¥1,530. */
export function money(minor: number, currency: string, locale?: Locale): string {
  return number({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' }, locale).format(
    majorUnits(minor, currency),
  );
}

/** Money rounded to the major unit, for large sums in which pence are noise. */
export function wholeMoney(minor: number, currency: string, locale?: Locale): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 } as const;
  return number(options, locale).format(majorUnits(minor, currency));
}

/** Money for the axis of a chart, from major units: £12K. */
export function shortMoney(major: number, currency: string, locale?: Locale): string {
  const options = { style: 'currency', currency, notation: 'compact', currencyDisplay: 'narrowSymbol' } as const;
  return number({ ...options, maximumFractionDigits: 1, minimumFractionDigits: 0 }, locale).format(major);
}

/**
 * A unit price or cost, a decimal string in major units: at least the currency's own digits, at most `digits`. An
 * average is kept to six and read with four.
 */
export function unitPrice(text: string, currency: string, digits: number, locale?: Locale): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  return number({ ...options, maximumFractionDigits: Math.max(digits, minorDigits(currency)) }, locale).format(
    text as Numeric,
  );
}

/** A price that is kept without a currency (the catalogue's): two digits at least. */
export function plainPrice(text: string, locale?: Locale): string {
  return number({ minimumFractionDigits: 2, maximumFractionDigits: 6 }, locale).format(text as Numeric);
}

/** A quantity from its decimal string, exactly: "12.500" is 12.5. */
export function quantity(text: string, locale?: Locale): string {
  return number({ maximumFractionDigits: 3 }, locale)
    .format(text as Numeric)
    .replace(/^-(?=0$)/, '');
}

/** A quantity in words, from its decimal string: "1.000" is 1 unit, "2.500" is 2.5 units. */
export function inUnits(text: string, locale?: Locale): string {
  return `${quantity(text, locale)} ${unitWord(text)}`;
}

/** The word behind a quantity: `unit` of exactly one, else `units`. */
export const unitWord = (text: string): string => (Math.abs(Number(text)) === 1 ? 'unit' : 'units');

/** A rate that was estimated, from its decimal string: 2.084 is 2.1, 0.0471 is 0.047. More digits would claim too much. */
export function estimate(text: string, locale?: Locale): string {
  const value = Number(text);
  const options = Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 };
  return number(options, locale).format(value);
}

/** A quantity with its sign, for movements: +12, -3. Nothing at all has no sign. */
export function signedQuantity(text: string, locale?: Locale): string {
  return number({ maximumFractionDigits: 3, signDisplay: 'exceptZero' }, locale).format(text as Numeric);
}

export function count(value: number, locale?: Locale): string {
  return number({}, locale).format(value);
}

/** `1 row`, `1,204 rows`. */
export function plural(value: number, one: string, many: string, locale?: Locale): string {
  const word = new Intl.PluralRules('en').select(value) === 'one' ? one : many;
  return `${count(value, locale)} ${word}`;
}

/**
 * How far `now` is from `before` as a fraction of it, rounded to a tenth of a percent; null when either side is nothing
 * or less (more was taken back than sold): a percentage of that says nothing.
 */
export function changeOf(now: number, before: number): number | null {
  return now > 0 && before > 0 ? Math.round(((now - before) / before) * 1000) / 1000 : null;
}

/** A fraction as a percentage without sign: 0.125 is 12.5%. */
export function percent(fraction: number, locale?: Locale): string {
  return number({ style: 'percent', maximumFractionDigits: 1 }, locale).format(Math.abs(fraction));
}

/** A fraction as a percentage with its sign where it is negative: -0.032 is -3.2%. */
export function share(fraction: number, locale?: Locale): string {
  return number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }, locale).format(fraction);
}

/** A measured number with just so many `digits` behind the point, so that a column of them lines up: 12.50. */
export function decimal(value: number, digits: number, locale?: Locale): string {
  return number({ minimumFractionDigits: digits, maximumFractionDigits: digits }, locale).format(value);
}

/** A message of the server as a sentence of its own: its first letter is a capital. */
export function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** Bytes in the decimal units that file managers show. */
export function bytes(size: number, locale?: Locale): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(size, 1)) / 3));
  const options = { style: 'unit', unit: units[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short' } as const;
  return number({ ...options, maximumFractionDigits: size / 1000 ** step < 10 && step > 0 ? 1 : 0 }, locale).format(
    size / 1000 ** step,
  );
}

/** A business date (`2026-11-22`) is a day of the store's calendar: it is never moved by the viewer's zone. */
export function day(date: string, locale?: Locale): string {
  return dates({ day: 'numeric', month: 'short', timeZone: 'UTC' }, locale).format(new Date(`${date}T00:00:00Z`));
}

export function longDay(date: string, locale?: Locale): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return dates(options, locale).format(new Date(`${date}T00:00:00Z`));
}

/** Business days from one to another, as short as it can be said: `24 Oct – 22 Nov 2026`. */
/** The month of a business date: `November 2026`. */
export function longMonth(date: string, locale?: Locale): string {
  return dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }, locale).format(new Date(`${date}T00:00:00Z`));
}

export function dayRange(from: string, to: string, locale?: Locale): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return dates(options, locale).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** The name of a weekday, 1 being Monday, as ISO 8601 counts. */
export function weekdayName(number: number, width: 'long' | 'short', locale?: Locale): string {
  return dates({ weekday: width, timeZone: 'UTC' }, locale).format(new Date(Date.UTC(2024, 0, number)));
}

const inZone = (timeZone: string | undefined) => (timeZone ? { timeZone } : {});

/** The text of an instant in a zone, with the zone's short name ("EST") where the viewer's clock shows another time. */
function zoned(instant: string, options: Intl.DateTimeFormatOptions, { timeZone, locale, viewer }: Zoned): string {
  const at = new Date(instant);
  const wallClock = (zone: string | undefined) =>
    dates({ dateStyle: 'short', timeStyle: 'short', ...inZone(zone) }, locale).format(at);
  const pieces = dates({ ...options, ...inZone(timeZone) }, locale).formatToParts(at);
  // "1:31 PM" stays on one line, and so does the zone with it.
  const text = pieces
    .map(({ value }, index) => (pieces[index + 1]?.type === 'dayPeriod' ? value.replace(/\s/g, '\u00A0') : value))
    .join('');
  if (timeZone === undefined || wallClock(timeZone) === wallClock(viewer)) return text;
  const parts = dates({ timeZoneName: 'short', timeZone }, locale).formatToParts(at);
  return `${text}\u00A0${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone}`;
}

/** The zone in which to tell a time (the viewer's if left out), and the viewer's own (the browser's if left out). */
type Zoned = { timeZone?: string | undefined; locale?: Locale; viewer?: string };

/** An instant as date and time in the store's zone, named where it is not the viewer's time. */
export function dateTime(instant: string, zone: Zoned = {}): string {
  return zoned(instant, { dateStyle: 'medium', timeStyle: 'short' }, zone);
}

export function timeOfDay(instant: string, zone: Zoned = {}): string {
  return zoned(instant, { timeStyle: 'short' }, zone);
}

export function weekday(instant: string, timeZone?: string, locale?: Locale): string {
  return dates({ weekday: 'long', ...inZone(timeZone) }, locale).format(new Date(instant));
}

/**
 * When somebody was last here, as exactly as it is known: it is noted once an hour.
 * @param now the present, by which a day is today's
 */
export function lastSeen(instant: string, now: Date, locale?: Locale): string {
  const at = new Date(instant);
  if (now.getTime() - at.getTime() < 3_600_000) return 'within the hour';
  if (at.toDateString() === now.toDateString()) return 'earlier today';
  return dates({ dateStyle: 'medium' }, locale).format(at);
}
