import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { refreshAvailability } from './availability.actions.ts';
import { foldSome, oldestUnfolded } from './facts.sql.ts';

// The Data API ends a statement after 45 s: a call that took longer than `slowMs` is made smaller, and a quick one larger.
const piece = { first: 10_000, least: 500, most: 40_000, slowMs: 8_000, quickMs: 2_000 };

/** So long before its time is over it stops, so that a last call can come to its end. */
const reserveMs = 20_000;

/**
 * Moves what was posted into the roll-ups, and then works out what follows from that: stock-outs and demand; until
 * nothing is left or time is short. Figures are exact before and after:
 * reads add what is not folded yet. Folding keeps them quick. Safe to call at any time, any number of times at once: only
 * one folds, and the others find it so and do nothing.
 * @param remainingMs how much time there is left
 * @returns how many deltas were folded, and whether nothing is left to do
 * @throws DomainError `database.unavailable` when not even the fewest can be folded in time
 */
export async function foldFacts(
  platform: Platform,
  { remainingMs = () => Infinity }: { remainingMs?: () => number } = {},
): Promise<{ folded: number; isDone: boolean }> {
  let folded = 0;
  let isDone = false;
  let size = piece.first;
  while (!isDone && remainingMs() > reserveMs) {
    const started = platform.clock.now().getTime();
    const moved = await foldPiece(platform, size);
    if (moved === null) return { folded, isDone: false };
    const took = platform.clock.now().getTime() - started;
    if (took > piece.slowMs) size = Math.max(piece.least, size >> 1);
    if (took < piece.quickMs) size = Math.min(piece.most, size * 2);
    if (moved === 'too slow') continue;
    folded += moved;
    isDone = moved === 0;
  }
  tellAge(isDone ? 0 : await oldestUnfolded(platform.db));
  if (isDone) return { folded, isDone: (await refreshAvailability(platform, { remainingMs })).isDone };
  log.warn('Not all facts are folded yet; the next run goes on', { folded });
  return { folded, isDone };
}

async function foldPiece(platform: Platform, size: number): Promise<number | null | 'too slow'> {
  try {
    return await foldSome(platform.db, size);
  } catch (error) {
    if (size > piece.least && error instanceof DomainError && error.problem === 'unavailable') return 'too slow';
    throw error;
  }
}

/** What is posted is folded within some minutes: only what waits longer is worth an operator's look. */
function tellAge(seconds: number): void {
  if (seconds > 60) measure({ UnfoldedAge: seconds });
}
