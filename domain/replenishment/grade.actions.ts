import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { gradeOf, summaryOf } from './grade.ts';
import { gradeSome, listGradeRows, listOverrideRows, type OverrideRow } from './grade.sql.ts';
import { whatIfWords } from './grade-what-if.ts';
import type { Grade, ListGrades, Override } from './suggestion.ts';
import { daysBefore } from './uplift.ts';

/** Graded by one statement, in about a second. */
const piece = 500;
/** Decisions of which it is told what they came to. */
const mostOverrides = 20;

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
 * How suggestions of the caller's stores turned out, which rules to change, and what deciding otherwise came to.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listGrades(
  platform: Platform,
  caller: Caller,
  { store, days }: ListGrades,
): Promise<{ items: Grade[]; overrides: Override[]; from: string; summary: string }> {
  const stores = visibleStores(caller, 'stock.read', store);
  const from = daysBefore(platform.clock.now().toISOString().slice(0, 10), days);
  const rows = await listGradeRows(platform.db, { stores, from });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  const overrides = await listOverrideRows(platform.db, { stores, from, limit: mostOverrides });
  return { items: rows.map(gradeOf), overrides: overrides.map(told), from, summary: summaryOf(rows) };
}

function told({ kind, quantity, decidedQuantity, whatIf, ...row }: OverrideRow): Override {
  const words = whatIfWords({ kind, quantity, decidedQuantity, currency: row.currency, ...whatIf });
  return { ...row, lostMinor: whatIf.lostMinor, idleMinor: whatIf.idleMinor, words };
}
