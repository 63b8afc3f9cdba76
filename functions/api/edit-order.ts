import { editOrder } from '#domain/orders/order.actions.ts';
import { OrderDetail, OrderEdit } from '#domain/orders/order.ts';
import { route } from '#functions/http.ts';

export const editOrderRoute = route({
  method: 'PUT',
  path: '/orders/{orderId}',
  summary: 'Change a draft',
  description: 'Name the `version` you have read; 409 `order.stale`: somebody was faster, read it again.',
  permission: 'order.edit',
  input: OrderEdit,
  output: OrderDetail,
  run: editOrder,
});
