import type * as z from 'zod';
import { listImports } from '#domain/imports/import.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Caller } from '#domain/users/user.ts';
import { completenessOf } from './completeness.actions.ts';
import { figuresOver } from './figures.actions.ts';
import { addDays, comparedWith, daysIn, withDataFrom } from './period.ts';
import type { GetSalesDashboard, SalesDashboard } from './sales-dashboard.ts';
import { readDays, readHours, readProducts, readShares, readToday } from './sales-dashboard.sql.ts';
import { scopeOf } from './scope.actions.ts';
import { storeArray } from './scope.ts';

/**
 * What sold over some days, in the caller's stores of one currency or in one of them, beside the days before.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function getSalesDashboard(
  platform: Platform,
  caller: Caller,
  query: z.output<typeof GetSalesDashboard>,
): Promise<SalesDashboard> {
  const scope = await scopeOf(platform, caller, query);
  const period = { from: query.from, to: query.to };
  const before = comparedWith(period, query.compare) ?? null;
  const { firstDay } = scope;
  // Of days before all data nothing is known, which is not the same as nothing sold.
  const known = before !== null && firstDay !== null && before.to >= firstDay ? before : null;
  const now = platform.clock.now().toISOString();
  const reads = platform.reads;
  const stores = storeArray(scope);
  // Days that lie ahead hold nothing yet.
  const to = period.to < scope.today ? period.to : scope.today;
  const days = { stores, from: period.from, to };
  const compared = { ...days, to: period.to, beforeFrom: known?.from ?? null, beforeTo: known?.to ?? null };
  const back = known === null ? null : daysIn({ from: known.from, to: period.from }) - 1;
  const total = { by: 'total' as const, category: null, supplier: null, product: null, pattern: null };

  const [figures, figuresBefore, daily, hours, shares, products, today, completeness, imports] = await Promise.all([
    figuresOver(platform, scope, total, period),
    before && figuresOver(platform, scope, total, before),
    to < period.from ? [] : readDays(reads, { ...days, back, horizon: addDays(scope.today, 3) }),
    readHours(reads, days),
    readShares(reads, compared),
    readProducts(reads, scope.isWhole, { ...compared, currency: scope.currency }),
    readToday(reads, { stores, now }),
    completenessOf(reads, { storeIds: scope.storeIds, period, now, firstDay }),
    listImports(platform, caller, { limit: 5 }),
  ]);
  const nothing = { netMinor: 0, marginMinor: 0, units: '0', beforeNetMinor: known && 0 };
  return {
    asOf: now,
    period,
    before: before && withDataFrom(before, scope),
    scope,
    completeness,
    figures: figures.total,
    figuresBefore: figuresBefore?.total ?? null,
    today: isBefore(addDays(scope.today, -7), firstDay)
      ? { ...today, lastWeekMinor: null, lastWeekUnits: null }
      : today,
    days: daily.map((day) =>
      back === null || !isBefore(addDays(day.date, -back), firstDay)
        ? day
        : { ...day, beforeNetMinor: null, beforeMarginMinor: null },
    ),
    hours,
    categories: shares
      .filter(({ storeId }) => storeId === null)
      .map((share) => ({ category: share.category || null, ...soldOf(share) })),
    stores: scope.stores.map(({ storeId, name }) => ({
      storeId,
      name,
      businessDate: scope.todays[storeId] ?? scope.today,
      ...soldOf(shares.find((share) => share.storeId === storeId) ?? nothing),
    })),
    top: products.flatMap(({ place, product }) => (place === 'top' ? [product] : [])),
    bottom: products.flatMap(({ place, product }) => (place === 'bottom' ? [product] : [])),
    recentImports: imports.items,
  };
}

/** Whether a day lies before all data. */
const isBefore = (date: string, firstDay: string | null): boolean => firstDay === null || date < firstDay;

type Sold = Omit<SalesDashboard['categories'][number], 'category'>;
const soldOf = ({ netMinor, marginMinor, units, beforeNetMinor }: Sold): Sold => ({
  netMinor,
  marginMinor,
  units,
  beforeNetMinor,
});
