import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { setting } from '#domain/platform/config.ts';

/** A file that goes with a mail. SES takes 40 MB a mail, and no program by its ending. */
export type MailFile = { name: string; type: string; content: Uint8Array };

/** A picture within a mail: its HTML names it as `cid:<contentId>`. */
export type MailPicture = MailFile & { contentId: string };

export type Mail = {
  /**
   * @param message.headers beside those that every mail has, as List-Unsubscribe
   * @param message.isChecked whoever sends it has just looked up that the address is not suppressed
   * @param message.tags what SES tells beside a bounce or a complaint: letters, digits, - and _
   */
  send(message: {
    to: string;
    subject: string;
    text: string;
    html?: string;
    files?: MailFile[];
    pictures?: MailPicture[];
    headers?: Record<string, string>;
    tags?: Record<string, string>;
    isChecked?: boolean;
  }): Promise<void>;
};

/**
 * SES. It has no idempotency token: after a timeout nobody knows whether the mail left, so it is not sent again.
 * @param options.timeoutMs how long to wait for its answer
 */
export function openMail({ timeoutMs = 20_000 }: { timeoutMs?: number } = {}): Mail {
  const client = new SESv2Client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  return {
    async send({ to, subject, text, html, files = [], pictures = [], headers = {}, tags = {} }) {
      const part = ({ name, type, content }: MailFile) => ({
        FileName: name,
        ContentType: type,
        ContentTransferEncoding: 'BASE64' as const,
        RawContent: content,
      });
      const attached = [
        ...pictures.map((picture) => ({
          ...part(picture),
          ContentDisposition: 'INLINE' as const,
          ContentId: picture.contentId,
        })),
        ...files.map((file) => ({ ...part(file), ContentDisposition: 'ATTACHMENT' as const })),
      ];
      const own = Object.entries(headers).map(([Name, Value]) => ({ Name, Value }));
      const told = Object.entries(tags).map(([Name, Value]) => ({ Name, Value }));
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: setting('MAIL_FROM'),
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: { Data: subject },
              Body: { Text: { Data: text }, ...(html === undefined ? {} : { Html: { Data: html } }) },
              ...(attached.length > 0 ? { Attachments: attached } : {}),
              ...(own.length > 0 ? { Headers: own } : {}),
            },
          },
          ...(told.length > 0 ? { EmailTags: told } : {}),
        }),
      );
    },
  };
}
