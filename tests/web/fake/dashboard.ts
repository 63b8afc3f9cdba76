import type { Dashboard } from '#domain/analytics/dashboard.ts';
import type { Import } from '#domain/imports/import.ts';
import type { Store } from '#domain/stores/store.ts';
import { lastDays, levels, productName, sku, stores } from './data.ts';

const day = (index: number, base: number) => Math.round(base * (1 + 0.3 * Math.sin(index / 1.1) + 0.01 * index));
const factor = (currency: string) => (currency === 'JPY' ? 180 : 1);

/** Plausible figures, for one store or all: two currencies when all are asked for. */
export function dashboard(store: string | undefined, recentImports: Import[], sold: number): Dashboard {
  const shown = stores.filter(({ id }) => store === undefined || id === store);
  const rows = levels.filter(({ storeId }) => store === undefined || storeId === store);
  const currencies = [...new Set(shown.map(({ currency }) => currency))];
  return {
    asOf: new Date().toISOString(),
    currencies: currencies.map((currency) => ({
      currency,
      revenueMinor: (412_355 + sold) * factor(currency),
      revenueLastWeekMinor: 366_120 * factor(currency),
      units: String(1_284 + sold),
      unitsLastWeek: '1340',
      stockValueMinor: rows.reduce((sum, row) => (row.currency === currency ? sum + row.valueMinor : sum), 0),
    })),
    stores: shown.map((one, index) => ({
      storeId: one.id,
      name: one.name,
      currency: one.currency,
      businessDate: '2026-11-22',
      revenueMinor: (248_010 - index * 40_000) * factor(one.currency),
      revenueLastWeekMinor: index === 1 ? 0 : 214_300 * factor(one.currency),
    })),
    revenue: lastDays(30).flatMap((date, index) =>
      currencies.map((currency) => ({ date, currency, revenueMinor: day(index, 500_000) * factor(currency) })),
    ),
    levels: {
      tracked: rows.length,
      low: rows.filter(({ isLow }) => isLow).length,
      out: rows.filter(({ onHand }) => Number(onHand) === 0).length,
      negative: rows.filter(({ onHand }) => Number(onHand) < 0).length,
    },
    topSellers: Array.from({ length: 10 }, (_, index) => ({
      productId: String(index + 1),
      sku: sku(index),
      name: productName(index),
      units: String(640 - index * 41),
      revenue: currencies.map((currency) => ({ currency, amountMinor: (81_200 - index * 5_100) * factor(currency) })),
    })),
    recentImports,
  };
}

/** The figures of a chain in which nothing has moved yet. */
export const nothing = (open: Store[]): Dashboard => ({
  asOf: new Date().toISOString(),
  currencies: [],
  stores: open.map(({ id, name, currency }) => ({
    storeId: id,
    name,
    currency,
    businessDate: '2026-11-22',
    revenueMinor: 0,
    revenueLastWeekMinor: 0,
  })),
  revenue: [],
  levels: { tracked: 0, low: 0, out: 0, negative: 0 },
  topSellers: [],
  recentImports: [],
});
