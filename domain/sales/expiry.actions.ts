import { DomainError } from '#domain/errors.ts';
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
