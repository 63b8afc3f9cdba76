import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { gradeDue } from './grade.actions.ts';
import { orderByItself } from './place.actions.ts';
import { planStore } from './plan.actions.ts';
import { listDueStores } from './run.sql.ts';

/** A store of 5,000 products takes some seconds; none is begun with less time than this. */
const spareMs = 90_000;

export type DueDone = {
  planned: number;
  failed: number;
  suggestions: number;
  orders: number;
  transfers: number;
  graded: number;
};

/**
 * Does whatever of replenishment is due: plans stores whose business day has begun, orders what is to be ordered by
 * itself, and grades what is over. Sales that are not in the figures yet are folded first, since plans stand on them.
 * Safe to run at any time, and again; one store's failure is not the others'.
 * @param remainingMs how much time there is left; what is not done then is done by the next run
 */
export async function replenish(platform: Platform, { remainingMs }: { remainingMs: () => number }): Promise<DueDone> {
  const done: DueDone = { planned: 0, failed: 0, suggestions: 0, orders: 0, transfers: 0, graded: 0 };
  await foldFacts(platform, { remainingMs: () => remainingMs() / 2 });
  const at = platform.clock.now().toISOString();
  for (const storeId of await listDueStores(platform.db, { at })) {
    if (remainingMs() < spareMs) break;
    try {
      const { suggestions } = await planStore(platform, storeId, { at });
      done.planned += 1;
      done.suggestions += suggestions;
    } catch (error) {
      done.failed += 1;
      log.error('A store could not be planned', { storeId, error });
    }
  }
  return { ...done, ...(await orderByItself(platform)), graded: await gradeDue(platform, { remainingMs }) };
}
