import type { Platform } from '#domain/platform/platform.ts';
import { sendDigests } from './mail.actions.ts';
import { findNextDigest } from './mail.sql.ts';

type World = Pick<Platform, 'db' | 'mail' | 'clock' | 'wakes'>;

/** SQS delays for 15 minutes at most; a longer wait is made of several messages, none of which asks the database. */
const mostSeconds = 900;
/** So soon it goes on where there was no time for all mails, in s. */
const soonSeconds = 60;

/**
 * Where nothing looks each quarter of an hour for digests that are due: has somebody woken at the hour of the next one.
 * @param until when something looks by itself again (ISO); what is due from then on is left to that
 * @returns the instant that it waits for (ISO); undefined: there is no digest before
 */
export async function wakeForDigests(
  platform: Pick<World, 'db' | 'clock' | 'wakes'>,
  until: string,
): Promise<string | undefined> {
  const at = await findNextDigest(platform.db, platform.clock.now().toISOString());
  if (at === undefined || at >= until) return undefined;
  await wait(platform, { at, until });
  return at;
}

/**
 * Sends the digests for which it was woken, and waits for the next ones; before their time it only waits on. Woken twice it
 * sends each once.
 * @param woken.at when they are due, `until` see wakeForDigests
 * @throws what kept a mail from being sent: whoever woke it is to do so again
 */
export async function sendWhenDue(
  platform: World,
  woken: { at: string; until: string },
  limits: { remainingMs: () => number },
): Promise<void> {
  if (await wait(platform, woken)) return;
  const now = platform.clock.now();
  const { isDone } = await sendDigests(platform, { now, ...limits });
  if (isDone) await wakeForDigests(platform, woken.until);
  else await platform.wakes.later({ wake: 'digests', ...woken }, soonSeconds);
}

/** @returns whether the instant has yet to come, and a message waits for it */
async function wait(
  { clock, wakes }: Pick<World, 'clock' | 'wakes'>,
  woken: { at: string; until: string },
): Promise<boolean> {
  const seconds = Math.ceil((Date.parse(woken.at) - clock.now().getTime()) / 1_000);
  if (seconds <= 0) return false;
  await wakes.later({ wake: 'digests', ...woken }, Math.min(seconds, mostSeconds));
  return true;
}
