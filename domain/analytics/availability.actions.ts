import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type Piece, refreshPiece } from './availability.sql.ts';
import { foldSome } from './facts.sql.ts';

// The Data API ends a statement after 45 s: a piece that did not come to its end in time is made smaller.
const piece = { first: 500, least: 20, fold: 40_000 };

/** So long before its time is over it stops, so that a last call can come to its end. */
const reserveMs = 20_000;

/**
 * Finds when products were out of stock, tells the facts for how many opening minutes, and works out demand anew for
 * stores whose business day is over (or was told otherwise since). To be called when facts have been folded. Safe to
 * call at any time, any number of times at once: only one works, and there is little to do when nothing has changed.
 * @param remainingMs how much time there is left; what is not done then is done by the next call
 * @returns whether nothing is left to do, and how many pieces were done
 * @throws DomainError `database.unavailable` when not even the smallest piece comes to its end in time
 */
export async function refreshAvailability(
  platform: Platform,
  { remainingMs = () => Infinity }: { remainingMs?: () => number } = {},
): Promise<{ pieces: number; isDone: boolean }> {
  let pieces = 0;
  let size = piece.first;
  while (remainingMs() > reserveMs) {
    const done = await nextPiece(platform, size);
    if (done === 'nothing') return { pieces, isDone: true };
    if (done === 'busy') return { pieces, isDone: false };
    if (done === 'too slow') {
      size = Math.max(piece.least, size >> 1);
      continue;
    }
    pieces += 1;
    // Every piece looks through what is not folded yet; a year without stock is hundreds of deltas a product.
    if (done === 'changed' || done === 'over') await foldSome(platform.db, piece.fold);
  }
  log.warn('Availability is not worked out to its end yet; the next run goes on', { pieces });
  return { pieces, isDone: false };
}

async function nextPiece(platform: Platform, most: number): Promise<Piece | 'too slow'> {
  try {
    return await refreshPiece(platform.db, { most, now: platform.clock.now().toISOString() });
  } catch (error) {
    if (most > piece.least && error instanceof DomainError && error.problem === 'unavailable') return 'too slow';
    throw error;
  }
}
