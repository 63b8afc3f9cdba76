import type { OrderDetail, OrderStatus } from '#domain/orders/order.ts';
import { money, plural } from '#web/lib/format.ts';
import type { Tone } from '#web/ui/tag.tsx';

/** Each status in a word or two. */
export const statusWords: Record<OrderStatus, string> = {
  draft: 'Draft',
  approved: 'Approved',
  sent: 'Sent',
  partly_received: 'Partly received',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

export const statusTones: Record<OrderStatus, Tone> = {
  draft: 'warn',
  approved: 'info',
  sent: 'info',
  partly_received: 'info',
  closed: 'good',
  cancelled: 'calm',
};

/** `3 days late`. */
export const lateWords = (days: number): string => `${plural(days, 'day', 'days')} late`;

/** What became of the mail to the supplier; nothing for an order that was not sent. */
export const mailWords = (mail: OrderDetail['mail']): string | null => wordsOf(mail, ', with PDF and CSV');

/** What became of the mail that says it is cancelled; nothing where there was nothing to tell. */
export const cancelMailWords = (mail: OrderDetail['cancelMail']): string | null => wordsOf(mail, '');

function wordsOf({ state, to, because, cameBack }: OrderDetail['mail'], files: string): string | null {
  if (state === 'none') return null;
  if (state === 'waiting') return 'on its way';
  if (state === 'supplier')
    return cameBack
      ? `sent to ${to ?? 'the supplier'}, but it came back: the address bounced. Please pass it on`
      : `sent to ${to ?? 'the supplier'}${files}`;
  return `not sent to the supplier: ${whyNot[because ?? 'refused']}. It went to ${to ?? 'your own people'}; please pass it on`;
}

const whyNot: Record<NonNullable<OrderDetail['mail']['because']>, string> = {
  no_address: 'there is no e-mail address',
  bounce: 'the address bounced',
  complaint: 'they reported a mail as unwanted',
  refused: 'there is no address that takes mail',
};

/** What an order's cost is made of: what came is worth what was charged, the rest what was ordered. */
export function costWords({ chargedMinor, costMinor, totalMinor, currency, receipts }: OrderDetail): string {
  if (receipts.length === 0) return 'as ordered';
  if (costMinor !== chargedMinor) return `(${money(chargedMinor, currency)} came, as charged; the rest as ordered)`;
  return totalMinor === chargedMinor
    ? 'as charged for what came'
    : `as charged for what came, ordered for ${money(totalMinor, currency)}`;
}

export const happenedWords: Record<OrderDetail['history'][number]['what'], string> = {
  created: 'Drafted',
  edited: 'Changed',
  approved: 'Approved',
  sent: 'Sent',
  mailed: 'Mailed',
  received: 'Received',
  closed: 'Closed',
  cancelled: 'Cancelled',
  cancel_mailed: 'Cancellation mailed',
};
