import { DayTotalDone } from '#domain/sales/day-total.ts';
import { recordTillDayTotal } from '#domain/tills/till.actions.ts';
import { TillDayTotal } from '#domain/tills/till-key.ts';
import { tillRoute } from '#functions/till-route.ts';

export const recordTillDayTotalRoute = tillRoute({
  method: 'POST',
  path: '/till/day-totals',
  summary: 'Tell what the till itself counted for a day',
  description: "As `POST /day-totals`, with a till's key; the totals of a store's tills are added up.",
  input: TillDayTotal,
  output: DayTotalDone,
  run: (platform, till, total) => recordTillDayTotal(platform, till, total),
});
