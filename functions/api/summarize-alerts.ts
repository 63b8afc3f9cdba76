import { summarizeAlerts } from '#domain/alerts/alert.actions.ts';
import { AlertSummary, SummarizeAlerts } from '#domain/alerts/alert.ts';
import { route } from '#functions/http.ts';

export const summarizeAlertsRoute = route({
  method: 'GET',
  path: '/alerts/summary',
  summary: 'How many alerts there are, by kind',
  permission: 'stock.read',
  input: SummarizeAlerts,
  output: AlertSummary,
  run: summarizeAlerts,
});
