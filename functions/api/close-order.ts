import { closeOrder } from '#domain/orders/order.actions.ts';
import { readOrder } from '#domain/orders/order-detail.actions.ts';
import { OrderDetail, OrderStep } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const closeOrderRoute = route({
  method: 'POST',
  path: '/orders/{orderId}/close',
  summary: 'Close an order: what has not come is not awaited any more',
  description: 'Again, nothing happens.',
  permission: 'order.edit',
  input: OrderStep,
  output: OrderDetail,
  run: async (platform, caller, step) => readOrder(platform, (await closeOrder(platform, caller, step)).orderId),
});
