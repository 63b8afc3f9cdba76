import { listAlertRules } from '#domain/alerts/rule.actions.ts';
import { AlertRuleList, ListAlertRules } from '#domain/alerts/rule.ts';
import { route } from '#functions/http.ts';

export const listAlertRulesRoute = route({
  method: 'GET',
  path: '/alerts/rules',
  summary: 'What opens alerts, in the chain and in stores with settings of their own',
  permission: 'stock.read',
  input: ListAlertRules,
  output: AlertRuleList,
  run: listAlertRules,
});
