import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { listOrderHistory, listOrderLines, type OrderHead, readOrderRow } from './order-read.sql.ts';
import type { OrderDetail } from './order.ts';
import { listReceiptRows } from './receipt.sql.ts';
import type { Receipt } from './receipt.ts';

/**
 * Everything about an order, whoever asks.
 * @throws DomainError `order.unknown`
 */
export async function readOrder(platform: Platform, orderId: string): Promise<OrderDetail> {
  const [head, lines, receipts, history] = await Promise.all([
    readOrderRow(platform.db, orderId),
    listOrderLines(platform.db, orderId),
    listReceiptRows(platform.db, orderId),
    listOrderHistory(platform.db, orderId),
  ]);
  if (head === undefined) throw unknownOrder();
  return {
    ...head,
    mail: mailOf(head),
    cancelMail: cancelMailOf(head),
    lines,
    receipts: receiptsOf(receipts),
    history,
  };
}

/** The same answer for an order that does not exist and one that the caller may not see. */
export const unknownOrder = () => new DomainError('missing', 'order.unknown', 'There is no such order');

type Mail = OrderDetail['mail'];

/** An order that was cancelled before its mail went out is not mailed any more. */
function mailOf(order: OrderHead): Mail {
  const { sentAt, status, mailedTo: to, mailedAt: at, mailedBecause: because, cameBack } = order;
  const rest = { to, at, because, cameBack };
  if (at === null) return { state: sentAt === null || status === 'cancelled' ? 'none' : 'waiting', ...rest };
  return { state: order.mailedSupplier === true ? 'supplier' : 'operations', ...rest };
}

function cancelMailOf(order: OrderHead): Mail {
  const { cancelMailedTo: to, cancelMailedAt: at, cancelMailedBecause: because, cancelCameBack: cameBack } = order;
  const rest = { to, at, because, cameBack };
  if (at === null) return { state: order.cancelTold ? 'waiting' : 'none', ...rest };
  return { state: order.cancelMailedSupplier === true ? 'supplier' : 'operations', ...rest };
}

/** Rows of receipts with their lines, as receipts that have lines. */
function receiptsOf(rows: Awaited<ReturnType<typeof listReceiptRows>>): Receipt[] {
  const receipts = new Map<string, Receipt>();
  for (const { receiptId, deliveryNote, receivedAt, receivedBy, receivedByName, landedMinor, ...line } of rows) {
    const heading = { receiptId, deliveryNote, receivedAt, receivedBy, receivedByName, landedMinor };
    const receipt = receipts.get(receiptId) ?? { ...heading, differenceMinor: 0, lines: [] };
    receipt.differenceMinor += line.differenceMinor;
    receipt.lines.push(line);
    receipts.set(receiptId, receipt);
  }
  return [...receipts.values()];
}
