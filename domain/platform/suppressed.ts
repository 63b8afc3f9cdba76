import * as z from 'zod';
import type { Db } from './database.ts';
import type { Mail } from './mail.ts';

const Reason = z.enum(['bounce', 'complaint']);

/** Nothing is sent to an address: a mail to it bounced for good, or its owner complained of one. */
export class AddressSuppressed extends Error {
  override readonly name = 'AddressSuppressed';
  readonly reason: z.infer<typeof Reason>;

  constructor(reason: z.infer<typeof Reason>) {
    super(reason === 'bounce' ? 'Mails to this address bounce' : 'The owner of this address complained of a mail');
    this.reason = reason;
  }
}

/**
 * Mail that never goes to a suppressed address, whoever sends it: sending on to addresses that bounced or complained is
 * what has senders stopped (https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-messages.html).
 * What looked the address up itself says so with `isChecked`.
 * @returns mail whose `send` throws AddressSuppressed, before SES is asked
 */
export function sparingSuppressed(mail: Mail, db: () => Db): Mail {
  return {
    async send(message) {
      const reason = message.isChecked === true ? undefined : await suppressionOf(db(), message.to);
      if (reason !== undefined) throw new AddressSuppressed(reason);
      await mail.send(message);
    },
  };
}

async function suppressionOf(db: Db, to: string): Promise<z.infer<typeof Reason> | undefined> {
  const [row] = await db.query(
    'select u.reason from mail_suppression u where u.address = :address::text',
    { address: to.trim().toLowerCase() },
    z.object({ reason: Reason }),
  );
  return row?.reason;
}

/** An address takes no mail, as we know or as SES says: trying again would not help. */
export const isRefusedForGood = (error: unknown): error is Error =>
  error instanceof Error && /^(MessageRejected|AccessDenied|AddressSuppressed)/.test(error.name);
