import type { Figure, FigureName, Unit } from '#domain/analytics/figure.ts';
import { count, decimal, money, quantity, share, wholeMoney } from './format.ts';

type Words = {
  label: string;
  /** What it is, in one sentence. */
  meaning: string;
  unit: Unit;
  /** Which way is good; null where neither is by itself. */
  better: 'up' | 'down' | null;
};

/** How every figure is called and what it means, in the words of the app. What it is exactly: `kpi.ts` of the domain. */
export const figureWords: Record<FigureName, Words> = {
  netSales: { label: 'Net sales', meaning: 'Sales less returns, without tax.', unit: 'money', better: 'up' },
  units: { label: 'Units sold', meaning: 'Units sold less units returned.', unit: 'units', better: 'up' },
  transactions: { label: 'Transactions', meaning: 'Receipts that the tills made.', unit: 'count', better: 'up' },
  averageBasket: {
    label: 'Average basket',
    meaning: 'Net sales divided by transactions.',
    unit: 'money',
    better: 'up',
  },
  grossMargin: {
    label: 'Gross margin',
    meaning: 'Net sales less what the goods cost when they were sold.',
    unit: 'money',
    better: 'up',
  },
  grossMarginRate: {
    label: 'Margin rate',
    meaning: 'Gross margin as a share of net sales.',
    unit: 'rate',
    better: 'up',
  },
  sellThrough: {
    label: 'Sell-through',
    meaning:
      'Units sold as a share of what was there to sell: opening stock (or what a first count found), receipts and net transfers in.',
    unit: 'rate',
    better: 'up',
  },
  stockValue: {
    label: 'Stock value',
    meaning: 'Stock at cost when the period ended: the book value of the ledger.',
    unit: 'money',
    better: null,
  },
  stockRetail: {
    label: 'Stock at retail',
    meaning: "Stock on hand now at the catalogue's prices, tax included.",
    unit: 'money',
    better: null,
  },
  cover: {
    label: 'Days of cover',
    meaning: 'How long available stock lasts at the rate at which it sold while it was in stock.',
    unit: 'days',
    better: null,
  },
  coverIncoming: {
    label: 'Cover with orders',
    meaning: 'Days of cover once what is on order has arrived.',
    unit: 'days',
    better: null,
  },
  stockTurn: {
    label: 'Stock turn',
    meaning:
      'How often a year stock is sold: cost of goods sold, by the year, divided by the mean daily stock at cost.',
    unit: 'times',
    better: 'up',
  },
  gmroi: {
    label: 'GMROI',
    meaning: 'Gross margin of a year for each unit of money that stood in stock.',
    unit: 'times',
    better: 'up',
  },
  stockOutRate: {
    label: 'Stock-out rate',
    meaning: 'Opening hours without stock as a share of all opening hours, over the products a store keeps.',
    unit: 'rate',
    better: 'down',
  },
  stockOutHours: {
    label: 'Hours out of stock',
    meaning: 'Opening hours without stock, added up over products and stores.',
    unit: 'hours',
    better: 'down',
  },
  missedSales: {
    label: 'Missed sales',
    meaning: 'Net sales that were probably missed: the rate of sale while in stock, over the hours without it.',
    unit: 'money',
    better: 'down',
  },
  shrinkage: {
    label: 'Shrinkage',
    meaning: 'Stock lost by damage, theft or unexplained counts, at its cost then.',
    unit: 'money',
    better: 'down',
  },
  shrinkageRate: {
    label: 'Shrinkage rate',
    meaning: 'Shrinkage as a share of net sales.',
    unit: 'rate',
    better: 'down',
  },
  returnRate: {
    label: 'Return rate',
    meaning: 'Units returned as a share of units sold.',
    unit: 'rate',
    better: 'down',
  },
  inventoryAccuracy: {
    label: 'Count accuracy',
    meaning: 'Counted lines that agreed with what was recorded, as a share of all counted lines.',
    unit: 'rate',
    better: 'up',
  },
};

/** A figure as people read it, exactly; "n/a" where there is none. Money is in `currency`. */
export function figureText(name: FigureName, { value }: Pick<Figure, 'value'>, currency: string): string {
  if (value === null) return 'n/a';
  return valueText(figureWords[name].unit, value, currency);
}

/** Where the true value lies, 9 times in 10: "£504 to £1,261"; null for a figure that is exact. */
export function rangeText(name: FigureName, { low, high }: Figure, currency: string): string | null {
  if (low === undefined || high === undefined) return null;
  const text = (value: number) =>
    figureWords[name].unit === 'money'
      ? wholeMoney(Math.round(value), currency)
      : figureText(name, { value }, currency);
  return `${text(low)} to ${text(high)}`;
}

function valueText(unit: Unit, value: number, currency: string): string {
  switch (unit) {
    case 'money':
      return money(Math.round(value), currency);
    case 'units':
      return quantity(value.toFixed(3));
    case 'count':
      return count(value);
    case 'rate':
      return share(value);
    case 'days':
      return `${decimal(value, 1)} days`;
    case 'hours':
      return `${decimal(value, 1)} h`;
    case 'times':
      return `${decimal(value, 2)}×`;
  }
}

/** How a figure differs from what it was: `text` as "12.5%" or, of a rate, "1.2 pts". */
export type Difference = { direction: 'up' | 'down' | 'same'; verdict: 'better' | 'worse' | null; text: string };

/** @returns null where either is not known, or a percentage would say nothing (of nothing, or of less than nothing) */
export function differenceOf(
  name: FigureName,
  now: Pick<Figure, 'value'> | undefined,
  before: Pick<Figure, 'value'> | undefined,
): Difference | null {
  const [is, was] = [now?.value, before?.value];
  if (is === null || is === undefined || was === null || was === undefined) return null;
  const { unit, better } = figureWords[name];
  if (unit !== 'rate' && (is < 0 || was <= 0)) return null;
  const change = unit === 'rate' ? (is - was) * 100 : (is - was) / was;
  const shown = unit === 'rate' ? Math.round(change * 10) / 10 : Math.round(change * 1000) / 1000;
  if (shown === 0) return { direction: 'same', verdict: null, text: 'no change' };
  const direction = shown > 0 ? 'up' : 'down';
  return {
    direction,
    verdict: better === null ? null : direction === better ? 'better' : 'worse',
    text: unit === 'rate' ? `${decimal(Math.abs(shown), 1)} pts` : share(Math.abs(shown)),
  };
}
