import { listBudgets } from '#domain/replenishment/guard.actions.ts';
import { BudgetList, ListBudgets } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const listBudgetsRoute = route({
  method: 'GET',
  path: '/policies/budgets',
  summary: 'How much stores may order in a month, and how much of it is gone',
  permission: 'stock.read',
  input: ListBudgets,
  output: BudgetList,
  run: listBudgets,
});
