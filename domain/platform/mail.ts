import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { setting } from '#domain/platform/config.ts';

export type Mail = { send(message: { to: string; subject: string; text: string }): Promise<void> };

/** SES. It has no idempotency token: after a timeout nobody knows whether the mail left, so it is not sent again. */
export function openMail(): Mail {
  const client = new SESv2Client({ maxAttempts: 1 });
  return {
    async send({ to, subject, text }) {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: setting('MAIL_FROM'),
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
        }),
      );
    },
  };
}
