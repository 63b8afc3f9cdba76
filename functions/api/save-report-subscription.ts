import { saveSubscriptionOf } from '#domain/reports/person-subscription.actions.ts';
import { SaveReportSubscription } from '#domain/reports/person-subscription.ts';
import { ReportSubscription } from '#domain/reports/subscription.ts';
import { route } from '#functions/http.ts';

export const saveReportSubscriptionRoute = route({
  method: 'PUT',
  path: '/reports/subscriptions',
  summary: 'Choose which report somebody gets, and how it is written',
  description:
    'There is one for each person, store (or the chain) and kind; put again, it is changed. One that is switched on gets ' +
    "the days that close from then on. The caller's own; another's for whoever holds `people.manage`.",
  permission: 'stock.read',
  input: SaveReportSubscription,
  output: ReportSubscription,
  run: saveSubscriptionOf,
});
