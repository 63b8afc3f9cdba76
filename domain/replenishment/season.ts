/**
 * How busy days and weeks are against the usual, as factors around 1. What a single product sells is too little to see
 * it by; it comes from the sales of its category, or of its store.
 */
export type Season = {
  /** Share of each weekday, Sunday first, against the mean day; null: not known, all alike. */
  weekdays: readonly number[] | null;
  /** How busy each past week was against now, in the order of the history's; missing: like now. */
  weeks: readonly number[];
  /** How busy the days ahead will be against now. */
  ahead: number;
};

/** No season is known: every day and week is like any other. */
export const noSeason: Season = { weekdays: null, weeks: [], ahead: 1 };

/** Weeks that say what "now" is, and units that a group is taken to sell beside its own, so that a small one says little. */
const nowWeeks = 3;
const calmUnits = 50;

/**
 * The season that the sales of a whole group show (Gross & Sohl, Journal of Forecasting 9, 1990: what products have in
 * common is forecast for all of them, and a product's share of it for itself).
 * @param weeks units of the group in each past week, newest first
 * @param weekdays units of the group on each weekday over whole weeks, Sunday first; null: not known
 * @param ahead how busy the days ahead are against the last weeks, from a year before; 1: not known
 */
export function seasonOf(weeks: readonly number[], weekdays: readonly number[] | null, ahead = 1): Season {
  const mean = sum(weeks) / Math.max(1, weeks.length);
  const calm = Math.min(calmUnits, mean * 4) + 1e-9;
  const now = sum(weeks.slice(0, nowWeeks)) / Math.max(1, Math.min(nowWeeks, weeks.length)) + calm;
  const total = sum(weekdays ?? []);
  return {
    weekdays: weekdays !== null && total > 0 ? weekdays.map((units) => (7 * units) / total) : null,
    weeks: weeks.map((units) => (units + calm) / now),
    ahead,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
