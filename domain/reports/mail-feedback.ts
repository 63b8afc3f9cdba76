import * as z from 'zod';

const at = z.iso.datetime({ offset: true });
const Told = z.object({
  // Of a mail that is no report there is no such tag.
  tags: z.record(z.string(), z.array(z.string())).default({}),
});

/**
 * What SES tells of a mail that it had taken, as the detail of an event.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const MailFeedback = z.discriminatedUnion('eventType', [
  z.object({
    eventType: z.literal('Bounce'),
    mail: Told,
    bounce: z.object({
      bounceType: z.string(),
      bouncedRecipients: z.array(z.object({ emailAddress: z.string(), diagnosticCode: z.string().optional() })),
      timestamp: at,
    }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail: Told,
    complaint: z.object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
      complaintFeedbackType: z.string().nullish(),
      timestamp: at,
    }),
  }),
]);
export type MailFeedback = z.infer<typeof MailFeedback>;

/** What stands against an address, as its event tells it. */
export type Against = {
  reason: 'bounce' | 'complaint';
  addresses: string[];
  detail: string | null;
  at: string;
  mailId: string | null;
};

/**
 * Reads what is against some addresses. A bounce that is not for good (a mailbox that is full, a server that is away) is
 * against nobody: SES tries again by itself.
 */
export function againstOf(feedback: MailFeedback): Against | undefined {
  const tag = feedback.mail.tags['report']?.[0] ?? '';
  const mailId = /^[1-9]\d{0,17}$/.test(tag) ? tag : null;
  if (feedback.eventType === 'Complaint') {
    const { complainedRecipients, complaintFeedbackType, timestamp } = feedback.complaint;
    const addresses = complainedRecipients.map(({ emailAddress }) => emailAddress);
    return { reason: 'complaint', addresses, detail: complaintFeedbackType ?? null, at: timestamp, mailId };
  }
  const { bounceType, bouncedRecipients, timestamp } = feedback.bounce;
  if (bounceType !== 'Permanent') return undefined;
  const addresses = bouncedRecipients.map(({ emailAddress }) => emailAddress);
  return {
    reason: 'bounce',
    addresses,
    detail: bouncedRecipients[0]?.diagnosticCode ?? null,
    at: timestamp,
    mailId,
  };
}
