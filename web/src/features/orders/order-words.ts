import type { OrderDetail, OrderStatus } from '#domain/orders/order.ts';
import { plural } from '#web/lib/format.ts';
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
export function mailWords({ state, to }: OrderDetail['mail']): string | null {
  if (state === 'none') return null;
  if (state === 'waiting') return 'on its way';
  if (state === 'supplier') return `sent to ${to ?? 'the supplier'}, with PDF and CSV`;
  return `sent to ${to ?? 'your own people'}: the supplier has no address that takes mail. Please pass it on`;
}

/** What became of the mail that says it is cancelled; nothing where there was nothing to tell. */
export function cancelMailWords({ state, to }: OrderDetail['cancelMail']): string | null {
  if (state === 'none') return null;
  if (state === 'waiting') return 'on its way';
  if (state === 'supplier') return `sent to ${to ?? 'the supplier'}`;
  return `sent to ${to ?? 'your own people'}: the supplier has no address that takes mail. Please pass it on`;
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
