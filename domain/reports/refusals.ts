/** What an error of sending says of the mail: it surely did not leave (for now, or for good), or nobody knows. */
type Refusal = 'for now' | 'for good' | 'unclear';

/** Answers that SES itself gives when it has failed; a gateway between that lost its answer gives others. */
const ownFailures = /^(InternalFailure|InternalServerError|InternalServiceError|ServiceUnavailable|Throttl)/;

/**
 * Tells refusals, after which a mail may be tried again, from ends of which nobody knows whether SES took it.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return 'unclear';
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  // Nobody listened, or the name is not known: nothing was said to anybody.
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return 'for now';
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status < 400) return 'unclear';
  if (status === 429 || /^(TooManyRequests|Throttl|LimitExceeded|SendingPaused|AccountSuspended)/.test(error.name))
    return 'for now';
  if (status < 500) return 'for good';
  return status === 503 || ownFailures.test(error.name) ? 'for now' : 'unclear';
}

/** A mail that was refused so often is given up. With the pauses below that is after a day. */
export const mostAttempts = 30;

/**
 * How long to wait before a mail is tried again, in ms: half a minute, then twice as long each time up to an hour. A little
 * of it is chance, so that mails that were refused together do not come back together.
 * @param random from 0 to 1
 */
export function pauseAfter(attempts: number, random: number): number {
  return Math.min(3_600_000, 30_000 * 2 ** Math.min(attempts - 1, 10)) * (0.75 + random / 4);
}
