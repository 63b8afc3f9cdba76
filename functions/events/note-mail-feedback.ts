import type { EventBridgeEvent } from 'aws-lambda';
import { correlated } from '#domain/platform/correlation.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { noteMailFeedback } from '#domain/reports/mail-feedback.actions.ts';
import { MailFeedback } from '#domain/reports/mail-feedback.ts';

const world = platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { mail: openMail });

/** SES told of a mail that came back, or that somebody complained of. What it throws, Lambda retries. */
export async function handler({ id, detail }: EventBridgeEvent<string, unknown>): Promise<void> {
  const feedback = MailFeedback.parse(detail);
  await correlated([id], () => noteMailFeedback(world, feedback));
}
