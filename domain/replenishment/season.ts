/**
 * How busy days and weeks are against the usual, as factors around 1. What a single product sells is too little to see
 * it by; it comes from the sales of its store or category.
 */
export type Season = {
  /** Share of each weekday, Sunday first, against the mean day; null: not known, all alike. */
  weekdays: readonly number[] | null;
  /** How busy each past week was against now, as many and in the same order as the history's; missing: like now. */
  weeks: readonly number[];
  /** How busy the days ahead will be against now. */
  ahead: number;
};

/** No season is known: every day and week is like any other. */
export const noSeason: Season = { weekdays: null, weeks: [], ahead: 1 };
