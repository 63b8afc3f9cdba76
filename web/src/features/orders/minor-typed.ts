import { minorDigits } from '#domain/currency.ts';
import { decimal } from '#web/lib/typed.ts';

/** Money as it is typed in pounds, in pence; what is no amount stays text for the schema to refuse, nothing is 0. */
export function minorOf(text: string, currency: string): number | string {
  const typed = decimal(text);
  if (typed === null) return 0;
  const minor = Number(typed) * 10 ** minorDigits(currency);
  return Number.isNaN(minor) ? typed : Math.round(minor);
}

/** The other way round: pence as one would type pounds. */
export const typedMinor = (minor: number, currency: string): string =>
  minor === 0 ? '' : (minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));
