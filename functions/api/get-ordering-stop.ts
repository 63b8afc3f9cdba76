import * as z from 'zod';
import { getStop } from '#domain/replenishment/guard.actions.ts';
import { OrderingStop } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const getOrderingStopRoute = route({
  method: 'GET',
  path: '/policies/stop',
  summary: 'Whether everything that is ordered by itself is stopped',
  permission: 'stock.read',
  input: z.object({}),
  output: OrderingStop,
  run: getStop,
});
