import { cancelOrder } from '#domain/orders/order.actions.ts';
import { readOrder } from '#domain/orders/order-detail.actions.ts';
import { OrderDetail, OrderStep } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const cancelOrderRoute = route({
  method: 'POST',
  path: '/orders/{orderId}/cancel',
  summary: 'Cancel an order of which nothing has come',
  description: 'Again, nothing happens. Who was mailed before is not told.',
  permission: 'order.edit',
  input: OrderStep,
  output: OrderDetail,
  run: async (platform, caller, step) => readOrder(platform, (await cancelOrder(platform, caller, step)).orderId),
});
