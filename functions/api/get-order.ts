import { getOrder } from '#domain/orders/order.actions.ts';
import { GetOrder, OrderDetail } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const getOrderRoute = route({
  method: 'GET',
  path: '/orders/{orderId}',
  summary: 'One purchase order: its lines, what came of them, and what happened to it',
  permission: 'stock.read',
  input: GetOrder,
  output: OrderDetail,
  run: getOrder,
});
