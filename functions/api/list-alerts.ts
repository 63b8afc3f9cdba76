import { listAlerts } from '#domain/alerts/alert.actions.ts';
import { AlertPage, ListAlerts } from '#domain/alerts/alert.ts';
import { route } from '#functions/http.ts';

export const listAlertsRoute = route({
  method: 'GET',
  path: '/alerts',
  summary: 'What is wrong with stock, the costliest first',
  description: 'Those that are `resolved` are listed by when they ended, the latest first.',
  permission: 'stock.read',
  input: ListAlerts,
  output: AlertPage,
  run: listAlerts,
});
