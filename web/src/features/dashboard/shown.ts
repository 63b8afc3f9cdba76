import type { DashboardSearch, StockSearch } from '#web/paths.ts';
import { type Comparing, knownOf } from '#web/ui/figure-compared.ts';
import type { Days } from '#web/ui/period.ts';
import type { SheetColumn } from '#web/ui/sheet.ts';

/** What the dashboard shows: every panel needs it, for its amounts and for where a press leads. */
export type Shown = Comparing & {
  search: DashboardSearch;
  days: Days;
  /** The first business day that is not over yet in any of the stores. */
  today: string;
  /** Whether all of these days lie ahead. */
  isAhead: boolean;
  /** The first day of which anything is known, where the days shown begin before it. */
  dataFrom: string | undefined;
  currency: string;
  /** The same where stores trade in several: lists that hold all of them are narrowed to it. */
  only: string | undefined;
  /** Of the chosen store; undefined for all of them. */
  storeName: string | undefined;
};

/** The address of the list behind a whole panel: the same days, store and comparison. */
export const behind = ({ search }: Shown) => search;

/** The address of the list behind one day. */
export const behindDay = ({ search }: Shown, date: string) => ({ ...search, range: undefined, from: date, to: date });

/** Whether anything is known of a day. */
export const isKnown = ({ dataFrom }: Pick<Shown, 'dataFrom'>, date: string): boolean =>
  dataFrom === undefined || date >= dataFrom;

/** What stands in place of a chart of days of which nothing is known; undefined where there is something to draw. */
export function unknownDays({ days, dataFrom, isAhead }: Shown): string | undefined {
  if (isAhead) return 'These days lie ahead';
  return dataFrom !== undefined && days.to < dataFrom ? 'There is no data for these days' : undefined;
}

/** What stands in place of sales where there are none. */
export const nothingSold = (shown: Shown): string => unknownDays(shown) ?? 'Nothing sold in this period';

/** What a saved table of the period is named after. */
export const savedAs = (what: string, { days, storeName, currency }: Shown): (string | undefined)[] => [
  what,
  days.from,
  days.to,
  storeName ?? currency,
];

/** What a saved table of the present is named after. */
export const savedNow = (what: string, { storeName, currency }: Shown, asOf: string): (string | undefined)[] => [
  what,
  asOf.slice(0, 10),
  storeName ?? currency,
];

/** The address of the stock list behind a field of a chart, in the chosen store or currency. */
export const stockList = ({ search, only }: Shown, fields: StockSearch): StockSearch => ({
  ...fields,
  ...(search.store ? { store: search.store } : only ? { currency: only } : {}),
});

/** The column of a table that tells net sales of the days before, where any are known; with the day from which they are. */
export function beforeColumn(shown: Pick<Shown, 'before' | 'currency'>): SheetColumn[] {
  const known = knownOf(shown);
  if (known === 'none') return [];
  const from = known === 'part' ? ` (only from ${shown.before?.dataFrom ?? ''})` : '';
  return [{ title: `Net sales before${from}`, kind: 'money', currency: shown.currency }];
}
