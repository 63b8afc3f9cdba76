import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { auditPositions, type Mismatch } from './audit-ledger.sql.ts';

/** Where an audit goes on: behind this product of this store. */
export type Place = { storeId: string; productId: string };

export type Audit = {
  positions: number;
  mismatches: number;
  stockOuts: number;
  negativeLevels: number;
  /** The first that differ, at most 50. */
  differing: z.output<typeof Mismatch>[];
  /** Whether it came to the ledger's end; else `next` says where to go on. */
  isComplete: boolean;
  next: Place | null;
};

// The Data API ends a statement after 45 s. A piece is halved when it took longer than `slowMs`, and doubled when it
// took less than `quickMs`.
const piece = { first: 500, least: 1, most: 20_000, slowMs: 10_000, quickMs: 2_000 };

/**
 * Recomputes all stock levels from the ledger and compares. It tells what differs and repairs nothing: what is wrong is
 * a fault in the program, and somebody has to see it first.
 * Begins `from` a place when an audit before ran out of time there.
 * @param remainingMs how much time there is left; with less than a minute it stops between two pieces
 * @throws DomainError `database.unavailable` when not even a single position can be read in time
 */
export async function auditLedger(
  platform: Platform,
  { from, remainingMs = () => Infinity }: { from?: Place | undefined; remainingMs?: () => number } = {},
): Promise<Audit> {
  const counts = { positions: 0, mismatches: 0, stockOuts: 0, negativeLevels: 0 };
  const audit: Audit = { ...counts, differing: [], isComplete: false, next: from ?? null };
  let size = piece.first;
  while (!audit.isComplete && remainingMs() > 60_000) {
    const started = platform.clock.now().getTime();
    const read = await auditPiece(platform, audit.next, size);
    const took = platform.clock.now().getTime() - started;
    if (read === 'too slow') {
      if (size === piece.least)
        throw new DomainError(
          'unavailable',
          'database.unavailable',
          'The ledger cannot be read in time; try again later',
        );
      size = Math.max(piece.least, size >> 1);
      continue;
    }
    audit.positions += read.positions;
    audit.mismatches += read.mismatches;
    audit.stockOuts += read.stockOuts;
    audit.negativeLevels += read.negativeLevels;
    audit.differing.push(...read.differing.slice(0, 50 - audit.differing.length));
    audit.isComplete = read.positions < size;
    if (read.lastStore !== null && read.lastProduct !== null)
      audit.next = { storeId: read.lastStore, productId: read.lastProduct };
    if (took > piece.slowMs) size = Math.max(piece.least, size >> 1);
    if (took < piece.quickMs) size = Math.min(piece.most, size * 2);
  }
  tell(audit, from === undefined);
  return audit;
}

async function auditPiece(platform: Platform, after: Place | null, size: number) {
  try {
    const [read] = await auditPositions(platform.db, {
      store: after?.storeId ?? '0',
      product: after?.productId ?? '0',
      size,
    });
    if (!read) throw new Error('The audit of a piece answered no row');
    return read;
  } catch (error) {
    if (error instanceof DomainError && error.problem === 'unavailable') return 'too slow';
    throw error;
  }
}

function tell({ mismatches, stockOuts, negativeLevels, differing, isComplete, next }: Audit, isWhole: boolean): void {
  // A wrong level is told even when the audit did not come to its end; that all is well is not.
  if (isComplete) measure({ LedgerAudits: 1, LedgerMismatches: mismatches });
  else if (mismatches > 0) measure({ LedgerMismatches: mismatches });
  if (isComplete && isWhole) measure({ StockOuts: stockOuts, NegativeLevels: negativeLevels });
  if (mismatches > 0) log.error('Stock levels differ from the ledger', { mismatches, differing });
  if (!isComplete) log.warn('The audit ran out of time; invoke the function with {"from": next}', { next });
}
