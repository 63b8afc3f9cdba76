import type { Platform } from '#domain/platform/platform.ts';
import type { Cause } from './cause.ts';
import { causeOf } from './cause-words.ts';
import { findCauseRows } from './cause.sql.ts';

/** Why a product's stock in a store is probably below zero, the likeliest first; where nothing speaks for a cause, to count it. */
export async function causesOf(platform: Platform, storeId: string, productId: string): Promise<Cause[]> {
  const now = platform.clock.now().toISOString();
  const found = await findCauseRows(platform.db, { storeId, productId, now });
  const causes = found.map((evidence) => causeOf(evidence, { storeId, productId }));
  return causes.length > 0 ? causes : [causeOf({ cause: 'unknown' }, { storeId, productId })];
}
