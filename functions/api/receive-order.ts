import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { ReceiptDone } from '#domain/orders/order.ts';
import { NewReceipt } from '#domain/orders/receipt.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const receiveOrderRoute = route({
  method: 'POST',
  path: '/orders/{orderId}/receipts',
  summary: 'Take in a delivery of an order, once',
  description:
    'What is accepted goes into stock at its landed cost; damaged and wrong goods are recorded and do not. More than was ' +
    'ordered and the tolerance is refused (409 `receipt.excess`), whoever else is receiving at the same time.',
  permission: 'order.receive',
  input: NewReceipt,
  headers: IdempotencyKey,
  output: ReceiptDone,
  run: (platform, caller, delivery, headers) => receiveOrder(platform, caller, delivery, headers['idempotency-key']),
});
