import { type Figure, figureUnits, type FigureName, type Figures } from '#domain/analytics/figure.ts';
import {
  addDays,
  comparedWith,
  daysIn,
  type BeforePeriod,
  type Period,
  withDataFrom,
} from '#domain/analytics/period.ts';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { Scope } from '#domain/analytics/scope.ts';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import type { Import } from '#domain/imports/import.ts';
import type { Store } from '#domain/stores/store.ts';
import { levels, productName, sku, stores } from './data.ts';

const factor = (currency: string) => (currency === 'JPY' ? 180 : 1);

/** A day's net sales: Saturdays sell most, with a slow swell; the same for everybody who asks. */
function daySales(date: string, base: number): number {
  const number = Date.parse(date) / 86_400_000;
  const weekday = (number + 3) % 7;
  return Math.round(
    base * (0.8 + 0.12 * weekday) * (1 + 0.12 * Math.sin(number / 5.3) + 0.05 * Math.sin(number * 1.7)),
  );
}

/** Which stores and which currency a question is about, as the API decides it. */
export function scopeOf(query: URLSearchParams, open: Store[] = stores): Scope & { shown: Store[] } {
  const store = query.get('store');
  const currency = store
    ? (open.find(({ id }) => id === store)?.currency ?? 'GBP')
    : (query.get('currency') ?? open[0]?.currency ?? 'XXX');
  const shown = open.filter((one) => (store ? one.id === store : one.currency === currency));
  const names = [...new Set(open.map((one) => one.currency))];
  return {
    currency,
    currencies: names.map((name) => ({ currency: name, stores: open.filter((one) => one.currency === name).length })),
    stores: shown.map(({ id, name }) => ({ storeId: id, name })),
    shown,
  };
}

export function periodOf(query: URLSearchParams): { period: Period; before: BeforePeriod | null } {
  const period = { from: query.get('from') ?? '2026-10-24', to: query.get('to') ?? '2026-11-22' };
  const compare = (query.get('compare') ?? 'none') as 'none' | 'previous' | 'lastYear';
  const before = comparedWith(period, compare);
  return { period, before: before === undefined ? null : withDataFrom(before, { firstDay: dataFrom }) };
}

const base: Record<FigureName, number> = {
  netSales: 600_000,
  units: 1_900,
  transactions: 240,
  averageBasket: 2_512,
  grossMargin: 231_000,
  grossMarginRate: 0.385,
  sellThrough: 0.412,
  stockValue: 28_412_300,
  stockRetail: 61_200_440,
  cover: 43.5,
  coverIncoming: 0,
  stockTurn: 6.31,
  gmroi: 3.94,
  stockOutRate: 0.027,
  stockOutHours: 1_204.5,
  missedSales: 84_100,
  shrinkage: 31_250,
  shrinkageRate: 0.0061,
  returnRate: 0.043,
  inventoryAccuracy: 0.962,
};
const perDay = new Set<FigureName>(['netSales', 'units', 'transactions', 'grossMargin']);

/**
 * Every figure, `share` times as large as that of a store where that makes sense.
 * @param seed makes one group differ from another, and before from now
 */
export function figuresOf(currency: string, share: number, days: number, seed: number): Figures {
  const names = Object.keys(figureUnits) as FigureName[];
  return Object.fromEntries(
    names.map((name): [FigureName, Figure] => {
      if (name === 'coverIncoming') return [name, { value: null, reason: 'Nothing is on order in this system yet' }];
      if (name === 'averageBasket' && share < 0.2)
        return [name, { value: null, reason: 'A basket holds several products' }];
      const unit = figureUnits[name];
      const sized = unit === 'money' || unit === 'units' || unit === 'count' || unit === 'hours';
      const wave = 1 + 0.17 * Math.sin(seed * 2.3 + names.indexOf(name));
      const raw =
        base[name] *
        wave *
        (sized && name !== 'averageBasket' ? share : 1) *
        (perDay.has(name) ? days : 1) *
        (unit === 'money' ? factor(currency) : 1);
      const value =
        unit === 'rate' || unit === 'times' || unit === 'days' ? Math.round(raw * 1e4) / 1e4 : Math.round(raw);
      if (name === 'missedSales') return [name, { value, low: Math.round(value * 0.6), high: Math.round(value * 1.5) }];
      return [name, { value }];
    }),
  ) as Figures;
}

/** Nothing is known of earlier days. */
const dataFrom = '2024-01-01';

/** Of the second store the file of yesterday is missing. */
export function completeness(shown: Store[], { from, to }: Period): SalesDashboard['completeness'] {
  const now = new Date().toISOString();
  const isAhead = from > now.slice(0, 10);
  return {
    completeTo: to < dataFrom || isAhead ? null : now,
    ...(to < dataFrom ? { beforeData: { dataFrom, isAll: true } } : {}),
    ...(isAhead ? { isAhead } : {}),
    stores: shown.map(({ id, name }) => ({
      storeId: id,
      name,
      lastSaleAt: now,
      completeTo: now,
      missing: id === '2' ? [{ kind: 'sales', businessDate: to, dueAt: `${to}T22:00:00.000Z` }] : [],
      differences: [],
      restated: [],
    })),
  };
}

const categories = ['Kitchen', 'Garden', 'Lighting', 'Textiles', null];

/** Plausible sales of any period, for one store or all of a currency. */
export function salesDashboard(
  query: URLSearchParams,
  recentImports: Import[],
  sold: number,
  open = stores,
): SalesDashboard {
  const { shown, ...scope } = scopeOf(query, open);
  const { period, before } = periodOf(query);
  const length = daysIn(period);
  const money = factor(scope.currency);
  const share = shown.length;
  const sizes = (net: number) => ({
    netMinor: net,
    marginMinor: Math.round(net * 0.385),
    units: String(Math.round(net / money / 318)),
  });
  const days = Array.from({ length }, (_, index) => {
    const date = addDays(period.from, index);
    const earlier = before && addDays(before.from, index);
    const then = earlier === null || earlier < dataFrom ? null : daySales(earlier, 540_000 * share) * money;
    return {
      date,
      ...sizes(daySales(date, 600_000 * share) * money),
      transactions: 240,
      stockMinor: Math.round((28_400_000 + 900_000 * Math.sin(Date.parse(date) / 9e8)) * share) * money,
      beforeNetMinor: then,
      beforeMarginMinor: then === null ? null : Math.round(then * 0.36),
    };
  });
  const total = days.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const part = (of: number, changed: number) => {
    const net = Math.round(total * of);
    return {
      ...sizes(net),
      beforeNetMinor: before === null || before.to < dataFrom ? null : Math.round(net * changed),
    };
  };
  const product = (index: number, of: number) => ({
    productId: String(index + 1),
    sku: sku(index),
    name: productName(index),
    ...part(of, 0.8 + (index % 5) * 0.11),
  });
  return {
    asOf: new Date().toISOString(),
    period,
    before,
    scope,
    completeness: completeness(shown, period),
    figures: { ...figuresOf(scope.currency, share, length, 1), netSales: { value: total } },
    figuresBefore: before === null ? null : figuresOf(scope.currency, share, length, 3),
    today: {
      netMinor: (412_355 + sold) * money,
      lastWeekMinor: 366_120 * money,
      units: String(1_284 + sold),
      lastWeekUnits: '1340',
    },
    days,
    hours: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: weekday === 7 ? 6 : 11 }, (_, index) => {
        const hour = (weekday === 7 ? 11 : 9) + index;
        const net = Math.round(total * 0.012 * Math.exp(-(((hour - 14.5) / 3.6) ** 2)) * (0.5 + weekday / 7));
        return {
          weekday,
          hour,
          netMinor: net,
          units: String(Math.round(net / money / 318)),
          transactions: Math.round(net / money / 2_500),
        };
      }),
    ),
    categories: categories.map((category, index) => ({
      category,
      ...part([0.34, 0.27, 0.2, 0.13, 0.06][index] ?? 0, 0.83 + index * 0.1),
    })),
    stores: shown.map(({ id, name }, index) => ({
      storeId: id,
      name,
      businessDate: '2026-11-22',
      ...part(index === 0 ? 0.6 : 0.4, index === 0 ? 0.9 : 1.08),
    })),
    top: Array.from({ length: 10 }, (_, index) => product(index, 0.04 - index * 0.003)),
    bottom: Array.from({ length: 10 }, (_, index) => ({
      ...product(40 + index, 0.002),
      marginMinor: -5_000 * money + index * 900,
    })),
    recentImports,
  };
}

/** What is in stock now. */
export function stockDashboard(query: URLSearchParams, open = stores): StockDashboard {
  const { shown, currency } = scopeOf(query, open);
  const rows = levels.filter(({ storeId }) => shown.some(({ id }) => id === storeId));
  const value = rows.reduce((sum, row) => sum + row.valueMinor, 0);
  const edges = [0, 7, 14, 28, 56, 91];
  return {
    asOf: new Date().toISOString(),
    currency,
    demandTo: '2026-11-21',
    isChanging: false,
    levels: {
      tracked: rows.length,
      low: rows.filter(({ isLow }) => isLow).length,
      lowAndGone: rows.filter(({ isLow, onHand }) => isLow && Number(onHand) <= 0).length,
      out: rows.filter(({ onHand }) => Number(onHand) === 0).length,
      negative: rows.filter(({ onHand }) => Number(onHand) < 0).length,
    },
    valueMinor: value,
    retailMinor: Math.round(value * 2.1),
    cover: [
      { fromDays: 0, toDays: 0, kind: 'days', positions: 28, valueMinor: 0 },
      ...edges.map((fromDays, index) => ({
        fromDays,
        toDays: edges[index + 1] ?? null,
        kind: 'days' as const,
        positions: [64, 121, 240, 198, 87, 40][index] ?? 0,
        valueMinor: Math.round(value * ([0.04, 0.12, 0.27, 0.29, 0.16, 0.12][index] ?? 0)),
      })),
      { fromDays: 0, toDays: null, kind: 'noDemand', positions: 22, valueMinor: 310_000 * factor(currency) },
    ],
    classes: (['A', 'B', 'C', 'N', 'U'] as const).flatMap((abc, row) =>
      (['X', 'Y', 'Z', '-'] as const).map((xyz, column) => ({
        abc,
        xyz,
        products: row === 3 && column < 3 ? 0 : Math.round(90 / (1 + row * 0.6 + column)),
        marginMinor: Math.round((4_000_000 * factor(currency)) / (1 + row * 3 + column)),
        valueMinor: Math.round((6_000_000 * factor(currency)) / (1 + row + column)),
      })),
    ),
    ageing: [
      [0, 31],
      [31, 61],
      [61, 91],
      [91, 181],
      [181, null],
    ].map(([fromDays, toDays], index) => ({
      fromDays: fromDays ?? 0,
      toDays: toDays ?? null,
      valueMinor: Math.round(value * ([0.46, 0.24, 0.14, 0.1, 0.06][index] ?? 0)),
      units: String([41_200, 20_100, 11_800, 8_400, 5_100][index] ?? 0),
    })),
    dead: { positions: 31, valueMinor: 1_204_500 * factor(currency) },
    stockOuts: {
      rate: { value: 0.0273 },
      missed: { value: 84_100 * factor(currency), low: 51_000 * factor(currency), high: 126_000 * factor(currency) },
      open: rows
        .filter(({ onHand }) => Number(onHand) <= 0)
        .slice(0, 10)
        .map(({ storeId, storeName, productId, sku: code, name }, index) => ({
          storeId,
          storeName,
          productId,
          sku: code,
          name,
          since: new Date(Date.now() - (index + 1) * 9_400_000).toISOString(),
          dailyUnits: index === 9 ? null : String(6 - index * 0.5),
        })),
    },
  };
}

/** The sales of a chain in which nothing has moved yet. */
export function noSales(query: URLSearchParams, open: Store[]): SalesDashboard {
  const empty = salesDashboard(query, [], 0, open);
  const nothing: Figure = { value: null, reason: 'There is no data yet' };
  const figures = Object.fromEntries(Object.keys(figureUnits).map((name) => [name, nothing])) as Figures;
  return {
    ...empty,
    figures,
    figuresBefore: null,
    today: { netMinor: 0, lastWeekMinor: 0, units: '0', lastWeekUnits: '0' },
    days: empty.days.map((day) => ({
      ...day,
      netMinor: 0,
      marginMinor: 0,
      units: '0',
      transactions: 0,
      stockMinor: 0,
    })),
    hours: [],
    categories: [],
    stores: [],
    top: [],
    bottom: [],
  };
}

/** The stock of a chain in which nothing has moved yet. */
export const noStock = (query: URLSearchParams, open: Store[]): StockDashboard => ({
  ...stockDashboard(query, open),
  levels: { tracked: 0, low: 0, lowAndGone: 0, out: 0, negative: 0 },
  cover: [],
  classes: [],
  ageing: [],
});
