import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { expireReservationRows } from './reservation.sql.ts';

/** How many reservations one statement frees; there is a next one as long as it finds so many. */
const batch = 100;

/**
 * Frees what is held by reservations whose time has run out, in one store or in all.
 * @returns how many there were
 */
export async function expireReservations(platform: Pick<Platform, 'db' | 'clock'>, storeId?: string): Promise<number> {
  const now = platform.clock.now().toISOString();
  for (let expired = 0; ;) {
    const found = await expireReservationRows(platform.db, { now, storeId: storeId ?? null });
    expired += found;
    if (found < batch) return expired;
  }
}

/**
 * Does what needs stock; when there is not enough, frees what has expired in that store, and tries once more. So nobody
 * is refused for the sake of a hold that has run out, also where no schedule sweeps them away.
 * @throws what `run` throws
 */
export async function freeingExpired<Done>(
  platform: Platform,
  storeId: string,
  run: () => Promise<Done>,
): Promise<Done> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'stock.insufficient') throw error;
    if ((await expireReservations(platform, storeId)) === 0) throw error;
    return run();
  }
}

/** SQS delays for 15 minutes at most; a longer wait is made of several. */
const mostSeconds = 900;

/**
 * No wait is longer than 12 of these: a shop that keeps goods for a day would have 100 messages under way for each minute
 * in which it does. A reservation that runs longer is freed by whatever wakes later, and for whoever would be refused for
 * its sake.
 */
const longestMs = 12 * mostSeconds * 1_000;

const told = new WeakMap<Platform, string>();

/** Has reservations that expire then freed at once, also where no schedule does it; one message a minute at most. */
export async function wakeAtExpiry(platform: Platform, expiresAt: Date): Promise<void> {
  const minute = new Date(Math.ceil(expiresAt.getTime() / 60_000) * 60_000).toISOString();
  if (told.get(platform) === minute || Date.parse(minute) - platform.clock.now().getTime() > longestMs) return;
  told.set(platform, minute);
  await wakeLater(platform, minute).catch((error: unknown) =>
    log.warn('Nobody will be woken to free what expires', { error }),
  );
}

/**
 * Sends itself a message, where an instant (ISO) has not come yet.
 * @returns whether it has sent one
 */
export async function wakeLater(platform: Pick<Platform, 'clock' | 'wakes'>, at: string): Promise<boolean> {
  const seconds = Math.ceil((Date.parse(at) - platform.clock.now().getTime()) / 1_000);
  if (seconds <= 0) return false;
  await platform.wakes.later({ wake: 'reservations', at }, Math.min(seconds, mostSeconds));
  return true;
}
