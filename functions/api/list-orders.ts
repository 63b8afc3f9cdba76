import { listOrders } from '#domain/orders/order.actions.ts';
import { ListOrders, OrderPage } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const listOrdersRoute = route({
  method: 'GET',
  path: '/orders',
  summary: 'Purchase orders, newest first',
  permission: 'stock.read',
  input: ListOrders,
  output: OrderPage,
  run: listOrders,
});
