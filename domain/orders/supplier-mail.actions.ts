import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import type { MailFile } from '#domain/platform/mail.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { AddressSuppressed, isRefusedForGood } from '#domain/platform/suppressed.ts';
import type { OrderHead } from './order-read.sql.ts';
import type { NotMailed } from './order.ts';

/** Where a mail went; `because`: why not to the supplier. */
export type Mailed = { to: string; isSupplier: boolean; because: NotMailed | null };

const whyNot = {
  no_address: () => 'has no e-mail address',
  bounce: (address: string) => `gets no mail at ${address}: it bounces`,
  complaint: (address: string) => `reported a mail to ${address} as unwanted, so none is sent there`,
  refused: (address: string) => `takes no mail at ${address}`,
} satisfies Record<NotMailed, (address: string) => string>;

/**
 * Mails something about an order to its supplier. Where the supplier has no address, or one that takes no mail, the mail
 * goes to the people who look after orders, and asks them to pass it on.
 * @param message.text what stands below the greeting; each line of it without control characters
 * @throws what SES says
 */
export async function mailSupplier(
  platform: Platform,
  order: OrderHead,
  message: { subject: string; text: string[]; files: MailFile[] },
): Promise<Mailed> {
  const { subject, files } = message;
  const greeting = `${order.supplierContact === null ? 'Hello' : `Dear ${plain(order.supplierContact)}`},`;
  const text = [greeting, '', ...message.text].join('\n');
  const supplier = order.supplierEmail;
  const because =
    supplier === null
      ? 'no_address'
      : await platform.mail.send({ to: supplier, subject, text, files }).then(() => null, refusalOf);
  if (supplier !== null && because === null) return { to: supplier, isSupplier: true, because };
  const operations = setting('MAIL_TO');
  const why = whyNot[because ?? 'refused'](plain(supplier ?? ''));
  const ask = `${plain(order.supplierName)} ${why}. Please pass this on by other means.`;
  await platform.mail.send({ to: operations, subject: `Pass on: ${subject}`, text: `${ask}\n\n${text}`, files });
  return { to: operations, isSupplier: false, because };
}

/** Why no mail goes to an address, where trying again would not help. @throws any other error */
function refusalOf(error: unknown): NotMailed {
  if (!isRefusedForGood(error)) throw error;
  log.warn('No mail goes to the supplier', { reason: error.message });
  return error instanceof AddressSuppressed ? error.reason : 'refused';
}

/** Somebody's own words on one line: nothing in them starts a new line of the mail. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);
