import { mailCancellation, mailOrder } from '#domain/orders/order-mail.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(
  ['order.sent', 'order.cancelled'],
  (opened, event) => (event.name === 'order.sent' ? mailOrder(opened, event) : mailCancellation(opened, event)),
  () => platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { mail: openMail }),
);
