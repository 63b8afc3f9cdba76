import * as z from 'zod';
import { minorDigits } from '#domain/currency.ts';

/** What came of deciding otherwise than suggested. Quantities in units, amounts in minor units. */
export const WhatIf = z.object({
  /** Opening minutes out of stock on days on which the suggested goods would have been there. */
  lateMinutes: z.number(),
  /** How many days it was looked at, from the day on which the goods would have come. */
  thereDays: z.number().nullable(),
  lostMinor: z.number(),
  /** Units that would have lain there (ordered less), or that did (ordered more), and their cost. */
  idleUnits: z.number(),
  idleMinor: z.number(),
});

/** The same with what was suggested and decided. */
export type Overridden = z.infer<typeof WhatIf> & {
  kind: 'buy' | 'transfer';
  quantity: string;
  /** null: it was rejected. */
  decidedQuantity: string | null;
  currency: string;
};

/**
 * What keeping stock costs, as a share of its value a year: capital, room, handling, loss. Jay Heizer and Barry Render,
 * Operations Management, table "Determining Inventory Holding Costs as a Percentage of Inventory Value": 26 % overall.
 */
export const holdingRate = 0.26;

/** What a decision against a suggestion came to, in one sentence, against what was suggested. */
export function whatIfWords(one: Overridden): string {
  const { kind, decidedQuantity, lateMinutes, lostMinor, idleUnits, idleMinor, thereDays, currency } = one;
  const suggested = units(Number(one.quantity));
  const decided = Number(decidedQuantity ?? 0);
  const more = decided - Number(one.quantity);
  const verb = kind === 'transfer' ? 'Fetched' : 'Ordered';
  const deed = decidedQuantity === null ? `Rejected ${suggested}` : `${verb} ${units(decided)} instead of ${suggested}`;
  const cost = idleMinor === 0 ? '' : `, ${money(idleMinor, currency)}${keeping(idleMinor, thereDays, currency)}`;
  if (more > 0)
    return idleUnits > 0
      ? `${deed}: ${units(idleUnits)} of the ${units(more)} more were not needed${cost}`
      : `${deed}: the ${units(more)} more were needed`;
  if (lateMinutes > 0) {
    const lost = lostMinor > 0 ? `, about ${money(lostMinor, currency)} of margin lost` : '';
    return `${deed}: out of stock for ${hours(lateMinutes)}${lost}`;
  }
  return `${deed} and never ran out: ${suggested} would have left ${units(idleUnits)} more${cost}`;
}

/** For how long it lay, and what that cost. */
function keeping(minor: number, days: number | null, currency: string): string {
  if (days === null || days === 0) return '';
  const cost = Math.round((minor * holdingRate * days) / 365);
  const kept = `for ${days} ${days === 1 ? 'day' : 'days'}`;
  return cost === 0 ? ` ${kept}` : ` ${kept}, which costs about ${money(cost, currency)} to keep`;
}

const units = (value: number): string => String(Math.round(value * 10) / 10);

function hours(minutes: number): string {
  const value = Math.max(0.1, Math.round(minutes / 6) / 10);
  return `${value >= 10 ? Math.round(value) : value} opening ${value === 1 ? 'hour' : 'hours'}`;
}

/** From ten on without the small change: it is an estimate. */
function money(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const value = minor / 10 ** digits;
  const shown = Math.abs(value) >= 10 ? 0 : digits;
  const format = { style: 'currency', currency, minimumFractionDigits: shown, maximumFractionDigits: shown } as const;
  return new Intl.NumberFormat('en-GB', format).format(value);
}
