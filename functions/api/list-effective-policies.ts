import { listEffectivePolicies } from '#domain/replenishment/policy.actions.ts';
import { EffectivePolicyPage, ListEffectivePolicies } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const listEffectivePoliciesRoute = route({
  method: 'GET',
  path: '/policies/effective',
  summary: "What applies to a store's products, and where it is set",
  permission: 'stock.read',
  input: ListEffectivePolicies,
  output: EffectivePolicyPage,
  run: listEffectivePolicies,
});
