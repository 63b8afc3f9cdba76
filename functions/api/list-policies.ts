import { listPolicies } from '#domain/replenishment/policy.actions.ts';
import { ListPolicies, PolicyPage } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const listPoliciesRoute = route({
  method: 'GET',
  path: '/policies',
  summary: 'How stock is replenished: what is set, at each level',
  permission: 'stock.read',
  input: ListPolicies,
  output: PolicyPage,
  run: listPolicies,
});
