import { editPolicy } from '#domain/replenishment/policy.actions.ts';
import { Policy, PolicyEdit } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const editPolicyRoute = route({
  method: 'POST',
  path: '/policies',
  summary: 'Set how stock is replenished, at a level',
  description:
    'The level follows from what is named: nothing (the chain), a category, a store, both, a product, or a product of a ' +
    'store. All of the level is set: what is left out is no longer said there. Name the `version` you have read, 0 where ' +
    'nothing was set; 409 `policy.stale`: somebody was faster. Without a store it wants the right in every store.',
  permission: 'replenishment.edit',
  input: PolicyEdit,
  output: Policy,
  run: editPolicy,
});
