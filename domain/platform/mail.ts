import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { setting } from '#domain/platform/config.ts';

/** A file that goes with a mail. SES takes 40 MB a mail, and no program by its ending. */
export type MailFile = { name: string; type: string; content: Uint8Array };

export type Mail = {
  send(message: { to: string; subject: string; text: string; files?: MailFile[] }): Promise<void>;
};

/** SES. It has no idempotency token: after a timeout nobody knows whether the mail left, so it is not sent again. */
export function openMail(): Mail {
  const client = new SESv2Client({ maxAttempts: 1 });
  return {
    async send({ to, subject, text, files = [] }) {
      const attached = files.map(({ name, type, content }) => ({
        FileName: name,
        ContentType: type,
        ContentDisposition: 'ATTACHMENT' as const,
        ContentTransferEncoding: 'BASE64' as const,
        RawContent: content,
      }));
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: setting('MAIL_FROM'),
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: { Data: subject },
              Body: { Text: { Data: text } },
              ...(attached.length > 0 ? { Attachments: attached } : {}),
            },
          },
        }),
      );
    },
  };
}
