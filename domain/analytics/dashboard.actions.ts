import { listImports } from '#domain/imports/import.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Dashboard } from './dashboard.ts';
import { readDashboardParts } from './dashboard.sql.ts';

/**
 * What a manager sees first, over the caller's stores or one of them.
 * @throws DomainError `store.unknown`
 */
export async function getDashboard(
  platform: Platform,
  caller: Caller,
  { store }: { store?: string | undefined },
): Promise<Dashboard> {
  const stores = visibleStores(caller, 'stock.read', store);
  const now = platform.clock.now().toISOString();
  const [parts, imports] = await Promise.all([
    readDashboardParts(platform.reads, { stores, now }),
    listImports(platform, caller, { limit: 5 }),
  ]);
  if (store !== undefined && !parts.some(({ part }) => part === 'store')) await requireStore(platform, store);
  return {
    asOf: now,
    currencies: parts.flatMap((row) => (row.part === 'currency' ? [row.data] : [])),
    stores: parts.flatMap((row) => (row.part === 'store' ? [row.data] : [])),
    revenue: parts.flatMap((row) => (row.part === 'revenue' ? [row.data] : [])),
    levels: parts.find((row) => row.part === 'levels')?.data ?? { tracked: 0, low: 0, out: 0, negative: 0 },
    topSellers: parts.flatMap((row) => (row.part === 'seller' ? [row.data] : [])),
    recentImports: imports.items,
  };
}
