import { onceForEvent } from '#domain/platform/handled.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { orderCsv } from './order-csv.actions.ts';
import { unknownOrder } from './order-detail.actions.ts';
import { orderPdf } from './order-pdf.actions.ts';
import { longDay, type OrderPaper } from './order-paper.ts';
import { listOrderLines, type OrderHead, readOrderRow } from './order-read.sql.ts';
import { markCancelMailed, markMailed } from './order.sql.ts';
import { type Mailed, mailSupplier, plain } from './supplier-mail.actions.ts';

type Told = { id: string; data: { orderId: string } };

/**
 * Mails an order to its supplier, as PDF and CSV, and notes on the order where it went. The same event twice sends one
 * mail; an order that was cancelled meanwhile is not mailed.
 * @throws what the database or SES says; DomainError `order.unknown`
 */
export async function mailOrder(platform: Platform, { id, data: { orderId } }: Told): Promise<void> {
  await onceForEvent(platform.db, 'order-mail', id, async () => {
    const [order, lines] = await Promise.all([read(platform, orderId), listOrderLines(platform.db, orderId)]);
    if (order.status === 'cancelled') {
      log.info('An order was cancelled before it was mailed', { orderId });
      return;
    }
    const paper: OrderPaper = { ...order, lines: lines.map((line) => ({ ...line, quantity: line.ordered })) };
    const name = `${order.number}-${order.storeCode.replaceAll(/[^\w-]+/g, '-')}`;
    const to = await mailSupplier(platform, order, {
      subject: `Purchase order ${order.number} for ${plain(order.storeName)}`,
      text: orderText(order, paper),
      files: [
        { name: `${name}.pdf`, type: 'application/pdf', content: await orderPdf(paper) },
        { name: `${name}.csv`, type: 'text/csv', content: orderCsv(paper) },
      ],
    });
    await note(platform, orderId, to, markMailed);
  });
}

/**
 * Tells the supplier that an order which it was sent is cancelled, and notes on the order where that went. The same event
 * twice sends one mail. It goes out whether or not the order is known to have been mailed: that mail may be on its way.
 * @throws what the database or SES says; DomainError `order.unknown`
 */
export async function mailCancellation(platform: Platform, { id, data: { orderId } }: Told): Promise<void> {
  await onceForEvent(platform.db, 'order-cancel-mail', id, async () => {
    const order = await read(platform, orderId);
    const to = await mailSupplier(platform, order, {
      subject: `Cancelled: purchase order ${order.number} for ${plain(order.storeName)}`,
      text: [
        `Our order ${order.number}${order.sentOn === null ? '' : ` of ${longDay(order.sentOn)}`} for ${plain(order.storeName)} is cancelled.`,
        'Please do not deliver it. If it is on its way already, please tell us.',
      ],
      files: [],
    });
    await note(platform, orderId, to, markCancelMailed);
  });
}

async function read(platform: Platform, orderId: string): Promise<OrderHead> {
  const order = await readOrderRow(platform.db, orderId);
  if (order === undefined) throw unknownOrder();
  return order;
}

/** The mail is out: were a failure here to fail the whole, it would be sent again. */
async function note(platform: Platform, orderId: string, to: Mailed, mark: typeof markMailed): Promise<void> {
  const now = platform.clock.now().toISOString();
  await mark(platform.db, { orderId, ...to, now }).catch((error: unknown) =>
    log.error('A supplier was mailed and the order does not say so', { orderId, error }),
  );
  log.info('Supplier mailed', { orderId, isSupplier: to.isSupplier });
}

function orderText(order: OrderHead, paper: OrderPaper): string[] {
  return [
    `Please deliver what is in the attached order ${order.number} to ${plain(order.storeName)}` +
      `${order.expectedOn === null ? '' : `, by ${longDay(order.expectedOn)}`}.`,
    `It has ${paper.lines.length} line${paper.lines.length === 1 ? '' : 's'}; the PDF is to be read, the CSV holds the same for your system.`,
    ...(order.note === null || order.note === '' ? [] : ['', ...order.note.split(/[\r\n]+/).map(plain)]),
    '',
    `Please write ${order.number} on the delivery note.`,
  ];
}
