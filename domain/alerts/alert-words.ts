import type { AlertKind } from './kinds.ts';

type Facts = Record<string, string | null>;

/** A day as people write it: `21 November`. */
export const day = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(date));

/**
 * What is wrong, in one line without a full stop: "4 left, reorder point 10; sells 3.1 a day".
 * @param alert.facts what was known when it opened; `alert.now`, where known, is what is available now
 * @param money writes an amount in minor units
 */
export function alertSentence(
  alert: { kind: AlertKind; facts: Facts; reference: string | null; now?: string | null },
  money: (minor: number) => string,
): string {
  const { kind, facts, reference } = alert;
  const sells = number(facts['dailyUnits']) > 0 ? `; sells ${short(facts['dailyUnits'])} a day` : '';
  switch (kind) {
    case 'negative':
      return `${alert.now ?? facts['onHand'] ?? '?'} on hand by the books${sells}`;
    case 'out':
      return `nothing left${sells}`;
    case 'low': {
      const left = alert.now ?? facts['available'] ?? '?';
      const lasts =
        number(left) > 0 && number(facts['dailyUnits']) > 0
          ? `, so it lasts ${days(number(left) / number(facts['dailyUnits']))}`
          : '';
      return `${number(left) > 0 ? left : 'nothing'} left, reorder point ${facts['reorderPoint'] ?? '?'}${sells}${lasts}`;
    }
    case 'phantom':
      return (
        `${alert.now ?? facts['onHand'] ?? '?'} on hand, but none sold for ${days(number(facts['silentDays']))} ` +
        `though it used to sell on ${facts['sellingDays'] ?? '?'} of ${facts['ofDays'] ?? '?'}: look whether it is there`
      );
    case 'feed_missing':
      return `the file of ${fileWords(reference ?? '')} has not come`;
    case 'late_order': {
      const due = facts['expectedOn'];
      return `order ${facts['number'] ?? reference ?? '?'}${facts['supplier'] ? ` from ${facts['supplier']}` : ''} was expected ${due ? `on ${day(due)}` : 'earlier'}`;
    }
    case 'price_below_cost':
      return `price ${facts['price'] ?? '?'}, cost ${facts['cost'] ?? '?'}${sells}`;
    case 'overstock':
      return `${alert.now ?? facts['available'] ?? '?'} left, enough for ${days(number(facts['coverDays']))}; ${money(number(facts['excessMinor']))} more than needed`;
    case 'dead': {
      const since = facts['lastSoldOn'];
      return `${alert.now ?? facts['onHand'] ?? '?'} on hand worth ${money(number(facts['valueMinor']))}, ${since ? `not sold since ${day(since)}` : 'never sold here'}`;
    }
  }
}

const fileNames: Record<string, string> = { sales: 'sales', stock: 'counts', deliveries: 'deliveries' };

/** `sales 2026-11-21` as `sales for 21 November`. */
function fileWords(reference: string): string {
  const [kind = '', date = ''] = reference.split(' ');
  return `${fileNames[kind] ?? kind} for ${date === '' ? '?' : day(date)}`;
}

const number = (text: string | null | undefined): number => Number(text ?? 0);
const short = (text: string | null | undefined): string => String(Math.round(number(text) * 10) / 10);
const days = (count: number): string => {
  const whole = Math.round(count);
  if (whole < 1) return 'less than a day';
  if (whole >= 730) return `${Math.round(whole / 365)} years`;
  return whole === 1 ? '1 day' : `${whole} days`;
};
