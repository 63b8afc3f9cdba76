import { mailOrder } from '#domain/orders/order-mail.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['order.sent'], mailOrder, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { mail: openMail }),
);
