import type { Context } from 'aws-lambda';
import { correlated } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';

type Invocation = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/** A Lambda that runs by the clock. What `run` answers is logged; what it throws, Lambda retries. */
export function onSchedule(
  run: (platform: Platform, event: unknown, invocation: Invocation) => Promise<unknown>,
  open: () => Platform,
) {
  let opened: Platform | undefined;
  return (event: unknown, invocation: Invocation): Promise<void> =>
    correlated([invocation.awsRequestId], async () => {
      const result = await run((opened ??= open()), event, invocation);
      log.info('Schedule ran', { result });
    });
}
