import * as z from 'zod';
import { getPreference } from '#domain/alerts/preference.actions.ts';
import { AlertPreference } from '#domain/alerts/preference.ts';
import { route } from '#functions/http.ts';

export const getAlertPreferenceRoute = route({
  method: 'GET',
  path: '/alerts/preferences',
  summary: 'What the caller is told of alerts, and when',
  permission: 'stock.read',
  input: z.object({}),
  output: AlertPreference,
  run: getPreference,
});
