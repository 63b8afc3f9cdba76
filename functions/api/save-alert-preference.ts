import { savePreference } from '#domain/alerts/preference.actions.ts';
import { AlertPreference, AlertPreferenceEdit } from '#domain/alerts/preference.ts';
import { route } from '#functions/http.ts';

export const saveAlertPreferenceRoute = route({
  method: 'PUT',
  path: '/alerts/preferences',
  summary: 'Choose what to be told of alerts, and when',
  permission: 'stock.read',
  input: AlertPreferenceEdit,
  output: AlertPreference,
  run: savePreference,
});
