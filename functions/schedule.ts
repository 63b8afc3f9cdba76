import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';

/** A Lambda that runs by the clock. What `run` answers is logged; what it throws, Lambda retries. */
export function onSchedule(run: (platform: Platform) => Promise<unknown>, open: () => Platform) {
  let opened: Platform | undefined;
  return async (): Promise<void> => {
    const result = await run((opened ??= open()));
    log.info('Schedule ran', { result });
  };
}
