import { recordDayTotal } from '#domain/sales/day-total.actions.ts';
import { DayTotalDone, NewDayTotal } from '#domain/sales/day-total.ts';
import { route } from '#functions/http.ts';

export const recordDayTotalRoute = route({
  method: 'POST',
  path: '/day-totals',
  summary: 'Tell what the tills themselves counted for a day, to be held against what is recorded',
  description: "Told again, the last word counts. `till` names one till; without it the total is the whole store's.",
  permission: 'sale.record',
  input: NewDayTotal,
  output: DayTotalDone,
  run: (platform, caller, total) => recordDayTotal(platform, caller, total),
});
