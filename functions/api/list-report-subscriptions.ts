import { listSubscriptionsOf } from '#domain/reports/person-subscription.actions.ts';
import { ListReportSubscriptions } from '#domain/reports/person-subscription.ts';
import { ReportSubscriptionList } from '#domain/reports/subscription.ts';
import { route } from '#functions/http.ts';

export const listReportSubscriptionsRoute = route({
  method: 'GET',
  path: '/reports/subscriptions',
  summary: 'Which reports somebody gets, and got',
  description: "The caller's own; another's for whoever holds `people.manage`.",
  permission: 'stock.read',
  input: ListReportSubscriptions,
  output: ReportSubscriptionList,
  run: listSubscriptionsOf,
});
