import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { gradeOf, summaryOf } from './grade.ts';
import { gradeSome, listGradeRows } from './grade.sql.ts';
import type { Grade, ListGrades } from './suggestion.ts';
import { daysBefore } from './uplift.ts';

/** Graded by one statement, in about a second. */
const piece = 500;

/**
 * Grades every suggestion whose lead time and review are over, once. Safe to run at any time.
 * @param remainingMs how much time there is left; what is not done then is done by the next call
 * @returns how many were graded
 */
export async function gradeDue(platform: Platform, { remainingMs }: { remainingMs: () => number }): Promise<number> {
  let graded = 0;
  while (remainingMs() > 60_000) {
    const some = await gradeSome(platform.db, { most: piece, at: platform.clock.now().toISOString() });
    graded += some;
    if (some < piece) break;
  }
  return graded;
}

/**
 * How suggestions of the caller's stores turned out, and which rules to change.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listGrades(
  platform: Platform,
  caller: Caller,
  { store, days }: ListGrades,
): Promise<{ items: Grade[]; from: string; summary: string }> {
  const stores = visibleStores(caller, 'stock.read', store);
  const from = daysBefore(platform.clock.now().toISOString().slice(0, 10), days);
  const rows = await listGradeRows(platform.db, { stores, from });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return { items: rows.map(gradeOf), from, summary: summaryOf(rows) };
}
