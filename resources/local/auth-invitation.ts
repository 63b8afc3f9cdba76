import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from './auth-accounts.ts';
import { openMailbox } from './mailbox.ts';

/**
 * Puts invitations where the local cloud in `directory` puts all mail, as Cognito sends them itself. Without a
 * password: the local sign-in asks for none.
 */
export function openInvitations(directory: string, webOrigin: string): (account: Account) => Promise<void> {
  const mailbox = openMailbox(join(directory, 'mailbox'));
  return async ({ email }) => {
    const id = randomUUID();
    await mailbox.save(
      {
        messageId: id,
        at: new Date().toISOString(),
        from: 'no-reply@verificationemail.com',
        to: [email],
        cc: [],
        bcc: [],
        subject: 'Your account for Stockroom',
        headers: {},
      },
      {
        text: `You have been invited to Stockroom.\n\nSign in at ${webOrigin} as ${email}. On this machine nobody is asked for a password.\n`,
        files: [],
      },
    );
  };
}
