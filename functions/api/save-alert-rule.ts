import { saveAlertRule } from '#domain/alerts/rule.actions.ts';
import { AlertRuleEdit, AlertRuleSaved } from '#domain/alerts/rule.ts';
import { route } from '#functions/http.ts';

export const saveAlertRuleRoute = route({
  method: 'PUT',
  path: '/alerts/rules',
  summary: 'Set what opens alerts of a kind',
  description: 'For the chain (`storeId` null; this needs the role in every store), or for one store instead.',
  permission: 'replenishment.edit',
  input: AlertRuleEdit,
  output: AlertRuleSaved,
  run: saveAlertRule,
});
