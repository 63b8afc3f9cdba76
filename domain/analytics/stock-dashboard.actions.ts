import type * as z from 'zod';
import type { Platform } from '#domain/platform/platform.ts';
import { ageFrom, coverFrom } from '#domain/stock/classes.ts';
import type { Caller } from '#domain/users/user.ts';
import { figuresOf, type Sums } from './kpi.ts';
import { addDays, coveredDays } from './period.ts';
import { scopeOf } from './scope.actions.ts';
import { type ScopeFound, storeArray } from './scope.ts';
import type { GetStockDashboard, StockDashboard } from './stock-dashboard.ts';
import {
  countUnsaid,
  isDemandChanging,
  readAges,
  readClasses,
  readCover,
  readLevels,
  readOpenStockOuts,
} from './stock-dashboard.sql.ts';
import { readAvailability } from './stock-out.sql.ts';

/** The days over which stock-outs are told, up to yesterday: as a period of the dashboard, which ends there. */
const outDays = 30;

/**
 * What is in stock in the caller's stores of one currency, or in one of them, and how well it covers what sells. Stock is
 * that of this moment; demand, classes and ages are worked out once a day, from the days that are over. What is on order
 * will be told beside it once there are purchase orders: nothing here counts it.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function getStockDashboard(
  platform: Platform,
  caller: Caller,
  asked: z.infer<typeof GetStockDashboard>,
): Promise<StockDashboard> {
  const scope = await scopeOf(platform, caller, asked);
  const { reads } = platform;
  const now = platform.clock.now().toISOString();
  const of = { stores: storeArray(scope) };
  const classes = { ...of, classStore: asked.store ?? '0', currency: scope.currency };
  const [levels, cover, found, ages, open, outs, isChanging] = await Promise.all([
    readLevels(reads, of),
    readCover(reads, of),
    readClasses(reads, classes),
    readAges(reads, { ...of, ofAll: scope.isWhole && asked.store === undefined ? scope.currency : null }),
    readOpenStockOuts(reads, { ...of, now }),
    lastStockOuts(platform, scope, now),
    isDemandChanging(reads, { ...of, currency: scope.currency }),
  ]);
  const { tracked, low, lowAndGone, out, negative, valueMinor, retailMinor } = levels;
  return {
    asOf: now,
    currency: scope.currency,
    demandTo: ages?.demandTo ?? null,
    isChanging,
    levels: { tracked, low, lowAndGone, out, negative },
    valueMinor,
    retailMinor,
    cover: coverOf(levels, cover),
    classes: found,
    ageing: ageFrom.map((fromDays, index) => ({
      fromDays,
      toDays: ageFrom[index + 1] ?? null,
      ...(ages?.ages[index] ?? { valueMinor: 0, units: '0' }),
    })),
    dead: ages?.dead ?? { positions: 0, valueMinor: 0 },
    stockOuts: { ...outs, open },
  };
}

type Levels = Awaited<ReturnType<typeof readLevels>>;
type Covered = Awaited<ReturnType<typeof readCover>>;

/** What is out, what sells by how long it lasts, and the rest of what is available: that does not sell. */
function coverOf(levels: Levels, covered: Covered): StockDashboard['cover'] {
  const positions = covered.reduce((sum, row) => sum + row.positions, 0);
  const valueMinor = covered.reduce((sum, row) => sum + row.valueMinor, 0);
  return [
    {
      kind: 'days',
      fromDays: 0,
      toDays: 0,
      positions: levels.tracked - levels.available,
      valueMinor: levels.goneMinor,
    },
    ...coverFrom.map((fromDays, index) => {
      const row = covered.find(({ nth }) => nth === index + 1);
      return {
        kind: 'days' as const,
        fromDays,
        toDays: coverFrom[index + 1] ?? null,
        positions: row?.positions ?? 0,
        valueMinor: row?.valueMinor ?? 0,
      };
    }),
    {
      kind: 'noDemand',
      fromDays: 0,
      toDays: null,
      positions: levels.available - positions,
      valueMinor: levels.availableMinor - valueMinor,
    },
  ];
}

const nothing: Sums = {
  netMinor: 0,
  sold: 0,
  returned: 0,
  cogsMinor: 0,
  returnedCostMinor: 0,
  uncosted: 0,
  received: 0,
  transferred: 0,
  changed: 0,
  firstFound: 0,
  shrunkMinor: 0,
  countedMinor: 0,
  countedLossMinor: 0,
  countLines: 0,
  countLinesRight: 0,
  closing: 0,
  closingMinor: 0,
  meanMinor: 0,
  transactions: null,
  retailMinor: null,
  available: null,
  dailyUnits: null,
  rangedMinutes: 0,
  outMinutes: 0,
  outPositions: 0,
  knownPositions: 0,
  missedMinor: 0,
  missedVariance: 0,
};

/** The share of opening time without stock, and what was probably missed, by the formulas of every figure. */
async function lastStockOuts(
  platform: Platform,
  scope: ScopeFound,
  now: string,
): Promise<Pick<StockDashboard['stockOuts'], 'rate' | 'missed'>> {
  const covered = coveredDays({ from: addDays(scope.today, -outDays), to: addDays(scope.today, -1) }, scope);
  if ('reason' in covered) {
    const none = { value: null, reason: covered.reason };
    return { rate: none, missed: none };
  }
  const { from, to, days, isNow } = covered;
  const { currency, isWhole } = scope;
  const all = { by: 'total' as const, category: null, supplier: null, product: null, pattern: null };
  const asked = { ...all, stores: storeArray(scope), currency, isWhole, from, to, days, isNow, horizon: to };
  const [[row], unsaid] = await Promise.all([
    readAvailability(platform.reads, asked, { now, keys: '[]' }),
    countUnsaid(platform.reads, { stores: asked.stores }),
  ]);
  const { stockOutRate, missedSales } = figuresOf({ ...nothing, ...row }, { by: 'total', covered });
  return {
    rate:
      unsaid === 0 || stockOutRate.value === null
        ? stockOutRate
        : { ...stockOutRate, reason: `Every minute counts in stores that have told no opening hours: ${unsaid}` },
    missed: missedSales,
  };
}
