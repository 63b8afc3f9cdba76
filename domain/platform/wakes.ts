import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setting } from '#domain/platform/config.ts';

/**
 * What is to be looked at again: an import that may stand still, events that wait in the outbox, facts to be folded,
 * reservations whose time has run out `at` (ISO), digests or reports that are due then, and the next ones before `until`.
 */
export type Wake =
  | { wake: 'import'; importId: string; looks: number }
  | { wake: 'outbox' }
  | { wake: 'facts' }
  | { wake: 'reservations'; at: string }
  | { wake: 'digests'; at: string; until: string }
  | { wake: 'reports'; at: string; until: string };

export type Wakes = {
  /** Has somebody look at it in 3 minutes, or in so many seconds (at most 900), whatever becomes of the caller. */
  later(wake: Wake, seconds?: number): Promise<void>;
};

/**
 * Longer than an import's lease of 2 minutes, shorter than the 5 after which a cluster pauses at the earliest: what went
 * well is seen to be so before, and does not keep the cluster awake. SQS delays for 15 minutes at most.
 */
const delaySeconds = 180;

/** SQS: a delayed message wakes what a schedule would look for each minute. */
export function openWakes(): Wakes {
  const client = new SQSClient({});
  return {
    async later(wake, seconds = delaySeconds) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: setting('WAKES_QUEUE_URL'),
          MessageBody: JSON.stringify(wake),
          DelaySeconds: seconds,
        }),
      );
    },
  };
}
