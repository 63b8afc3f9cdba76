import { randomUUID } from 'node:crypto';
import type { BusEvent } from './events.ts';
import type { Mail } from './mailbox.ts';

/** SES's own addresses to try with; what stands behind a plus is one's own. */
const simulator = /^(bounce|complaint)(\+[^@]*)?@simulator\.amazonses\.com$/i;

type Told = Pick<BusEvent, 'detail-type' | 'source' | 'detail'>;

/**
 * What SES tells of a mail that it has taken: of one to its mailbox simulator, that it bounced or that somebody complained.
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 * @param tags of the mail, each with its values
 */
export function feedbackOf(
  mail: Pick<Mail, 'to' | 'messageId' | 'at' | 'from'>,
  tags: Record<string, string[]>,
): Told[] {
  return mail.to.flatMap((address): Told[] => {
    const kind = simulator.exec(address)?.[1]?.toLowerCase();
    if (kind === undefined) return [];
    const sent = { timestamp: mail.at, source: mail.from, messageId: mail.messageId, destination: mail.to, tags };
    const about = { feedbackId: randomUUID(), timestamp: new Date().toISOString() };
    const told = (type: string, detail: object): Told[] => [{ source: 'aws.ses', 'detail-type': type, detail }];
    if (kind === 'complaint')
      return told('Email Complaint Received', {
        eventType: 'Complaint',
        complaint: { ...about, complainedRecipients: [{ emailAddress: address }], complaintFeedbackType: 'abuse' },
        mail: sent,
      });
    const diagnosticCode = 'smtp; 550 5.1.1 user unknown';
    return told('Email Bounced', {
      eventType: 'Bounce',
      bounce: {
        ...about,
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: address, action: 'failed', status: '5.1.1', diagnosticCode }],
      },
      mail: sent,
    });
  });
}
