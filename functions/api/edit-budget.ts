import { editBudget } from '#domain/replenishment/guard.actions.ts';
import { Budget, BudgetEdit } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const editBudgetRoute = route({
  method: 'POST',
  path: '/policies/budgets',
  summary: 'Set how much a store may order in a month',
  description: 'Name the `version` you have read, 0 where there was none; 409 `budget.stale`: somebody was faster.',
  permission: 'replenishment.edit',
  input: BudgetEdit,
  output: Budget,
  run: editBudget,
});
