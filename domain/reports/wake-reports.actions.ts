import type { Platform } from '#domain/platform/platform.ts';

/** SQS delays for 15 minutes at most; a longer wait is made of several messages, none of which asks the database. */
const mostSeconds = 900;

/** `at`: when reports are due (ISO); `until`: when something looks for them by itself again. */
type Woken = { at: string; until: string };

/**
 * Has somebody woken at an instant, or on the way to it.
 * @returns whether it has yet to come
 */
export async function waitForReports(
  { clock, wakes }: Pick<Platform, 'clock' | 'wakes'>,
  woken: Woken,
): Promise<boolean> {
  const seconds = Math.ceil((Date.parse(woken.at) - clock.now().getTime()) / 1_000);
  if (seconds <= 0) return false;
  await wakes.later({ wake: 'reports', ...woken }, Math.min(seconds, mostSeconds));
  return true;
}

/** Has reports delivered at the instant for which one was woken; before it one only waits on, and asks no database. */
export async function wakeReports(
  platform: Pick<Platform, 'clock' | 'wakes' | 'workers'>,
  { at, until }: Woken,
): Promise<void> {
  if (await waitForReports(platform, { at, until })) return;
  await platform.workers.deliverReports(until);
}
