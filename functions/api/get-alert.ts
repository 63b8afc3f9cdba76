import { getAlert } from '#domain/alerts/alert.actions.ts';
import { AlertDetail, GetAlert } from '#domain/alerts/alert.ts';
import { route } from '#functions/http.ts';

export const getAlertRoute = route({
  method: 'GET',
  path: '/alerts/{episodeId}',
  summary: 'One alert: its likely causes, what would mend it, and its history',
  permission: 'stock.read',
  input: GetAlert,
  output: AlertDetail,
  run: getAlert,
});
