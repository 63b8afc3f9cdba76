import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import type { MailFile } from '#domain/platform/mail.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { OrderHead } from './order-read.sql.ts';

/**
 * Mails something about an order to its supplier. Where the supplier has no address, or SES takes no mail for it, the mail
 * goes to the people who look after orders, and asks them to pass it on.
 * @param message.text what stands below the greeting; each line of it without control characters
 * @returns the address, and whether it is the supplier's
 * @throws what SES says
 */
export async function mailSupplier(
  platform: Platform,
  order: OrderHead,
  message: { subject: string; text: string[]; files: MailFile[] },
): Promise<{ to: string; isSupplier: boolean }> {
  const { subject, files } = message;
  const greeting = `${order.supplierContact === null ? 'Hello' : `Dear ${plain(order.supplierContact)}`},`;
  const text = [greeting, '', ...message.text].join('\n');
  const supplier = order.supplierEmail;
  if (supplier !== null) {
    const isOut = await platform.mail.send({ to: supplier, subject, text, files }).then(() => true, unlessRefused);
    if (isOut) return { to: supplier, isSupplier: true };
  }
  const operations = setting('MAIL_TO');
  const why = supplier === null ? 'has no e-mail address' : `takes no mail at ${plain(supplier)}`;
  const ask = `${plain(order.supplierName)} ${why}: please pass this on by other means.`;
  await platform.mail.send({ to: operations, subject: `Pass on: ${subject}`, text: `${ask}\n\n${text}`, files });
  return { to: operations, isSupplier: false };
}

/** SES says of an address that it takes nothing for it: trying again would not help. */
function unlessRefused(error: unknown): false {
  if (!(error instanceof Error) || !/^(MessageRejected|AccessDenied)/.test(error.name)) throw error;
  log.warn('SES takes no mail to the supplier', { reason: error.message });
  return false;
}

/** Somebody's own words on one line: nothing in them starts a new line of the mail. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);
