import type { Context } from 'aws-lambda';
import { correlated } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';

/** A Lambda that runs by the clock. What `run` answers is logged; what it throws, Lambda retries. */
export function onSchedule(run: (platform: Platform) => Promise<unknown>, open: () => Platform) {
  let opened: Platform | undefined;
  return (_event?: unknown, context?: Pick<Context, 'awsRequestId'>): Promise<void> =>
    correlated([context?.awsRequestId], async () => {
      const result = await run((opened ??= open()));
      log.info('Schedule ran', { result });
    });
}
