import { editStop } from '#domain/replenishment/guard.actions.ts';
import { OrderingStop, OrderingStopEdit } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const editOrderingStopRoute = route({
  method: 'POST',
  path: '/policies/stop',
  summary: 'Stop everything that is ordered by itself, or let it go on',
  description: 'In all stores, for whoever holds the right in every store. Suggestions are still made.',
  permission: 'replenishment.edit',
  input: OrderingStopEdit,
  output: OrderingStop,
  run: editStop,
});
