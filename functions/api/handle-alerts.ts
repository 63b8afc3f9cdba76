import { handleAlerts } from '#domain/alerts/alert.actions.ts';
import { AlertsHandled, HandleAlerts } from '#domain/alerts/alert.ts';
import { route } from '#functions/http.ts';

export const handleAlertsRoute = route({
  method: 'POST',
  path: '/alerts/handle',
  summary: 'Acknowledge alerts, snooze them, or open them again',
  description:
    'Those named in `ids`, or all that `filter` finds. What is so already stays as it is, so sending it again does no harm. ' +
    'An acknowledged alert stays quiet until it is over; a snoozed one comes back if it is still so.',
  permission: 'alert.handle',
  input: HandleAlerts,
  output: AlertsHandled,
  run: handleAlerts,
});
