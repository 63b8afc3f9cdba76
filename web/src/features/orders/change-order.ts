import { type NewOrder, OrderDetail, type OrderEdit, ReceiptDone } from '#domain/orders/order.ts';
import type { NewReceipt } from '#domain/orders/receipt.ts';
import { post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';
import { orderPath } from './get-order.ts';

export type OrderVerb = 'approve' | 'send' | 'close' | 'cancel';

/** Moves an order on from the version that was read; done already, it is not done again. */
export const useOrderStep = () =>
  useWrite(({ verb, orderId, version }: { verb: OrderVerb; orderId: string; version: number }) =>
    post(`${orderPath(orderId)}/${verb}`, OrderDetail, { version }),
  );

export const useEditOrder = () =>
  useWrite(({ orderId, ...body }: OrderEdit) => put(orderPath(orderId), OrderDetail, body));

/** Drafts an order. The key makes it one however often it is sent. */
export const useCreateOrder = (idempotencyKey: string) =>
  useWrite((order: NewOrder) => post('/orders', OrderDetail, order, { idempotencyKey }));

/** Takes in a delivery, once for a key. */
export const useReceive = (idempotencyKey: string) =>
  useWrite(({ orderId, ...delivery }: NewReceipt) =>
    post(`${orderPath(orderId)}/receipts`, ReceiptDone, delivery, { idempotencyKey }),
  );
