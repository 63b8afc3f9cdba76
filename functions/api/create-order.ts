import { createOrder } from '#domain/orders/order.actions.ts';
import { NewOrder, OrderDetail } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const createOrderRoute = route({
  method: 'POST',
  path: '/orders',
  summary: 'Draft a purchase order',
  permission: 'order.edit',
  input: NewOrder,
  headers: IdempotencyKey,
  output: OrderDetail,
  run: (platform, caller, wanted, headers) => createOrder(platform, caller, wanted, headers['idempotency-key']),
});
