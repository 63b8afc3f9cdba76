import { approveOrder } from '#domain/orders/order.actions.ts';
import { readOrder } from '#domain/orders/order-detail.actions.ts';
import { OrderDetail, OrderStep } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const approveOrderRoute = route({
  method: 'POST',
  path: '/orders/{orderId}/approve',
  summary: 'Approve a draft, so that it may be sent',
  description: 'Again, nothing happens.',
  permission: 'order.edit',
  input: OrderStep,
  output: OrderDetail,
  run: async (platform, caller, step) => readOrder(platform, (await approveOrder(platform, caller, step)).orderId),
});
