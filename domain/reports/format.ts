import { figureUnits } from '#domain/analytics/figure.ts';
import { minorDigits } from '#domain/currency.ts';
import type { Headline } from './report.ts';

/** Writes numbers, money and days as one reader expects them. */
export type Format = {
  /** As HTML names it: en, de, fr. */
  language: string;
  /** Minor units of the currency, to the cent. */
  money(minor: number): string;
  /** The same without cents: for charts and long tables. */
  roughMoney(minor: number): string;
  number(value: number): string;
  /** A fraction: 0.123 is 12.3 %. */
  percent(rate: number): string;
  /** By how much `value` is more than `before`, with its sign; null where there is nothing to compare with. */
  change(value: number | null, before: number | null): string | null;
  /** By how many percentage points a rate is higher than another, with its sign and without a unit. */
  points(rate: number, before: number): string;
  figure(figure: Pick<Headline, 'name'>, value: number | null): string;
  /** A business day, with its weekday. */
  day(date: string): string;
  shortDay(date: string): string;
  month(date: string): string;
  /** An instant by the report's clock. */
  instant(at: string): string;
  /** When an hour begins: 09:00, 5:00 PM. */
  hour(hour: number): string;
  /** The same in few letters: 09, 5 PM. */
  shortHour(hour: number): string;
};

/** Stands for what is not known. */
export const dash = '–';

/**
 * @param locale as en-GB; it decides how everything is written
 * @param currency of the amounts
 * @param timeZone whose clock tells instants
 */
export function formatOf(locale: string, currency: string, timeZone: string): Format {
  const digits = minorDigits(currency);
  const major = (minor: number) => minor / 10 ** digits;
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const rough = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (day: string) => format.format(Date.parse(day));
  };
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' });
  const digitsOfHour = hour.resolvedOptions().hour12 === true ? 'numeric' : '2-digit';
  const clock = new Intl.DateTimeFormat(locale, { hour: digitsOfHour, minute: '2-digit', timeZone: 'UTC' });
  return {
    language: locale.slice(0, 2),
    money: (minor) => money.format(major(minor)),
    roughMoney: (minor) => rough.format(major(minor)),
    number: (value) => number.format(value),
    percent: (rate) => percent.format(rate),
    change(value, before) {
      if (value === null || before === null || before <= 0) return null;
      return signed.format((value - before) / before);
    },
    points: (rate, before) => points.format(100 * (rate - before)),
    figure({ name }, value) {
      if (value === null) return dash;
      const unit = figureUnits[name];
      if (unit === 'money') return money.format(major(value));
      return unit === 'rate' ? percent.format(value) : number.format(value);
    },
    day: date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: date({ weekday: 'short', day: 'numeric', month: 'short' }),
    month: date({ month: 'long', year: 'numeric' }),
    instant: (at) => instant.format(Date.parse(at)),
    hour: (of) => clock.format(Date.UTC(2026, 0, 1, of)),
    shortHour: (of) =>
      hour
        .formatToParts(Date.UTC(2026, 0, 1, of))
        .flatMap(({ type, value }) => (type === 'hour' || type === 'dayPeriod' ? [value] : []))
        .join(' '),
  };
}
