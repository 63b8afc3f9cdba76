import type { DashboardSearch, StockSearch } from '#web/paths.ts';
import type { Days } from '#web/ui/period.ts';

/** What the dashboard shows: every panel needs it, for its amounts and for where a press leads. */
export type Shown = {
  search: DashboardSearch;
  days: Days;
  before: Days | null;
  /** Whether these days are the one that is not over yet, and no other. */
  isOnlyToday: boolean;
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
export const unknownDays = ({ days, dataFrom }: Shown): string | undefined =>
  dataFrom !== undefined && days.to < dataFrom ? 'There is no data for these days' : undefined;

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
