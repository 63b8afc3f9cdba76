import { lambda } from '#functions/http.ts';
import { getAlertPreferenceRoute } from './get-alert-preference.ts';
import { getAlertRoute } from './get-alert.ts';
import { handleAlertsRoute } from './handle-alerts.ts';
import { listAlertRulesRoute } from './list-alert-rules.ts';
import { listAlertsRoute } from './list-alerts.ts';
import { saveAlertPreferenceRoute } from './save-alert-preference.ts';
import { saveAlertRuleRoute } from './save-alert-rule.ts';
import { summarizeAlertsRoute } from './summarize-alerts.ts';

// The first that fits answers: what has a name of its own stands before `{episodeId}`.
export const handler = lambda([
  listAlertsRoute,
  summarizeAlertsRoute,
  listAlertRulesRoute,
  saveAlertRuleRoute,
  getAlertPreferenceRoute,
  saveAlertPreferenceRoute,
  handleAlertsRoute,
  getAlertRoute,
]);
