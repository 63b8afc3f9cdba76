import { sendOrder } from '#domain/orders/order.actions.ts';
import { readOrder } from '#domain/orders/order-detail.actions.ts';
import { OrderDetail, OrderStep } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const sendOrderRoute = route({
  method: 'POST',
  path: '/orders/{orderId}/send',
  summary: 'Send an approved order to its supplier',
  description: 'A mail with the order as PDF and CSV follows. Again, nothing happens.',
  permission: 'order.edit',
  input: OrderStep,
  output: OrderDetail,
  run: async (platform, caller, step) => readOrder(platform, (await sendOrder(platform, caller, step)).orderId),
});
