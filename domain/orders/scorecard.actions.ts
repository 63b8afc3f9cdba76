import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { readScorecardRow } from './scorecard.sql.ts';
import type { Scorecard } from './scorecard.ts';

const days = 365;

/**
 * How a supplier has done in the last 365 days, in the stores that the caller may see.
 * @throws DomainError forbidden, `supplier.unknown`
 */
export async function getScorecard(
  platform: Platform,
  caller: Caller,
  { supplierId }: { supplierId: string },
): Promise<Scorecard> {
  const stores = visibleStores(caller, 'stock.read');
  const since = new Date(platform.clock.now().getTime() - days * 86_400_000).toISOString();
  const row = await readScorecardRow(platform.db, { supplierId, stores, since });
  if (row === undefined) throw new DomainError('missing', 'supplier.unknown', 'There is no such supplier');
  const { typedDays, observations, observedDays, observedDeviation, plannedDays, plannedDeviation, ...rest } = row;
  const leadTime = { typedDays, observations, observedDays, observedDeviation, plannedDays, plannedDeviation };
  return { supplierId, ...rest, leadTime };
}
