import { setting } from '#domain/platform/config.ts';
import { onceForEvent } from '#domain/platform/handled.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { orderCsv } from './order-csv.actions.ts';
import { unknownOrder } from './order-detail.actions.ts';
import { orderPdf } from './order-pdf.actions.ts';
import type { OrderPaper } from './order-paper.ts';
import { listOrderLines, type OrderHead, readOrderRow } from './order-read.sql.ts';
import { markMailed } from './order.sql.ts';

type Sent = { id: string; data: { orderId: string } };

/**
 * Mails an order to its supplier, as PDF and CSV. Where the supplier has no address, or SES takes none of it, the mail goes
 * to the people who look after orders, and the order says so. The same event twice sends one mail.
 * @throws what the database or SES says; DomainError `order.unknown`
 */
export async function mailOrder(platform: Platform, { id, data: { orderId } }: Sent): Promise<void> {
  await onceForEvent(platform.db, 'order-mail', id, async () => {
    const [order, lines] = await Promise.all([
      readOrderRow(platform.db, orderId),
      listOrderLines(platform.db, orderId),
    ]);
    if (order === undefined) throw unknownOrder();
    const paper: OrderPaper = { ...order, lines: lines.map((line) => ({ ...line, quantity: line.ordered })) };
    const to = await send(platform, order, paper);
    const now = platform.clock.now().toISOString();
    // The mail is out: were this to fail the whole, it would be sent again.
    await markMailed(platform.db, { orderId, ...to, now }).catch((error: unknown) =>
      log.error('An order was mailed and does not say so', { orderId, error }),
    );
    log.info('Order mailed', { orderId, isSupplier: to.isSupplier });
  });
}

async function send(
  platform: Platform,
  order: OrderHead,
  paper: OrderPaper,
): Promise<{ to: string; isSupplier: boolean }> {
  const name = `${order.number}-${order.storeCode.replaceAll(/[^\w-]+/g, '-')}`;
  const files = [
    { name: `${name}.pdf`, type: 'application/pdf', content: await orderPdf(paper) },
    { name: `${name}.csv`, type: 'text/csv', content: orderCsv(paper) },
  ];
  const subject = `Purchase order ${order.number} for ${plain(order.storeName)}`;
  const supplier = order.supplierEmail;
  if (supplier !== null) {
    const isOut = await platform.mail
      .send({ to: supplier, subject, text: forSupplier(order, paper), files })
      .then(() => true, unlessRefused);
    if (isOut) return { to: supplier, isSupplier: true };
  }
  const operations = setting('MAIL_TO');
  const why = supplier === null ? 'has no e-mail address' : `takes no mail at ${plain(supplier)}`;
  const text = `${plain(order.supplierName)} ${why}: please pass this order on by other means.\n\n${forSupplier(order, paper)}`;
  await platform.mail.send({ to: operations, subject: `Pass on: ${subject}`, text, files });
  return { to: operations, isSupplier: false };
}

/** SES says of an address that it takes nothing for it: trying again would not help. */
function unlessRefused(error: unknown): false {
  if (!(error instanceof Error) || !/^(MessageRejected|AccessDenied)/.test(error.name)) throw error;
  log.warn('SES takes no mail to the supplier', { reason: error.message });
  return false;
}

function forSupplier(order: OrderHead, paper: OrderPaper): string {
  return [
    `${order.supplierContact === null ? 'Hello' : `Dear ${plain(order.supplierContact)}`},`,
    '',
    `please deliver what is in the attached order ${order.number} to ${plain(order.storeName)}` +
      `${order.expectedOn === null ? '' : `, by ${order.expectedOn}`}.`,
    `It has ${paper.lines.length} line${paper.lines.length === 1 ? '' : 's'}; the PDF is to be read, the CSV holds the same for your system.`,
    ...(order.note === null || order.note === '' ? [] : ['', ...order.note.split(/[\r\n]+/).map(plain)]),
    '',
    `Please write ${order.number} on the delivery note.`,
  ].join('\n');
}

/** Somebody's own words on one line: nothing in them starts a new line of the mail. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);
