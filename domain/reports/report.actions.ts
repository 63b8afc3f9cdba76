import type { Figures } from '#domain/analytics/figure.ts';
import { figuresOver } from '#domain/analytics/figures.actions.ts';
import { addDays } from '#domain/analytics/period.ts';
import { getSalesDashboard } from '#domain/analytics/sales-dashboard.actions.ts';
import { scopeOf } from '#domain/analytics/scope.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { unknownStore } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { ReportKind } from './kinds.ts';
import { daysBefore, daysOfReport } from './report-days.ts';
import {
  differencesOf,
  type Headline,
  headlineNames,
  type Report,
  type ReportPart,
  type ToldBefore,
} from './report.ts';
import {
  readOpenAlerts,
  readOrders,
  readOutOfLine,
  readReportStores,
  readStockOuts,
  type StoreRow,
} from './report.sql.ts';

/** Reports are made for a store or the chain; who may get one is asked before it is sent. */
const maker: Caller = { userId: 'reports', grants: [{ role: 'viewer', storeId: null }] };
/** A chain in more currencies than this tells of those that most stores trade in. */
const mostCurrencies = 4;

type Asked = {
  /** null: the chain. */
  storeId: string | null;
  kind: ReportKind;
  /** Its last business day. */
  to: string;
  revision?: number;
  /** What the revision before told, to tell the differences. */
  told?: ToldBefore;
};

/**
 * What a report says of its days, by the very questions that the dashboards ask: some 25 statements for each currency,
 * however many stores and people there are.
 * @throws DomainError `store.unknown`
 */
export async function reportOf(platform: Platform, { storeId, kind, to, revision = 1, told }: Asked): Promise<Report> {
  const stores = await readReportStores(platform.reads, storeId);
  const [first] = stores;
  if (first === undefined) throw unknownStore();
  const days = daysOfReport(kind, to);
  const before = daysBefore(kind, days);
  const currencies = [...new Set(stores.map(({ currency }) => currency))].slice(0, mostCurrencies);
  const parts = await Promise.all(
    currencies.map((currency) =>
      partOf(platform, {
        storeId,
        currency,
        days,
        before,
        isDaily: kind === 'daily',
        told,
        beginsAt: beginsAt(stores.filter((store) => store.currency === currency)),
      }),
    ),
  );
  return {
    kind,
    storeId,
    storeName: storeId === null ? null : first.name,
    timeZone: first.timeZone,
    ...days,
    before,
    revision,
    isPartial: parts.some(({ completeness }) => completeness.stores.some(({ missing }) => missing.length > 0)),
    asOf: platform.clock.now().toISOString(),
    parts,
  };
}

type Days = { from: string; to: string };
type PartAsked = {
  storeId: string | null;
  currency: string;
  days: Days;
  before: Days;
  isDaily: boolean;
  told: ToldBefore | undefined;
  /** In which hour the business day begins. */
  beginsAt: number;
};

async function partOf(
  platform: Platform,
  { storeId, currency, days, before, isDaily, told, beginsAt: firstHour }: PartAsked,
): Promise<ReportPart> {
  const whose = storeId === null ? { currency } : { store: storeId };
  const { reads } = platform;
  const now = platform.clock.now().toISOString();
  const scope = await scopeOf(platform, maker, whose);
  const stores = `{${scope.stores.map((store) => store.storeId).join()}}`;
  const asked = { stores, ...days };
  const total = { by: 'total' as const, category: null, supplier: null, product: null, pattern: null };
  const [sales, figuresBefore, outOfLine, products, alerts, orders] = await Promise.all([
    getSalesDashboard(platform, maker, { ...days, compare: 'lastYear', ...whose }),
    figuresOver(platform, scope, total, before),
    readOutOfLine(reads, asked),
    readStockOuts(reads, { ...asked, now }),
    readOpenAlerts(reads, { stores, now }),
    readOrders(reads, { stores, tomorrow: addDays(days.to, 1) }),
  ]);
  const headline = headlineOf(sales.figures, figuresBefore.total, sales.figuresBefore);
  const earlier = told?.find((part) => part.currency === currency)?.headline;
  const { stockOutRate, missedSales } = sales.figures;
  return {
    currency,
    headline,
    differences: differencesOf(headline, earlier),
    hours: hoursOf(sales.hours, firstHour),
    days: isDaily ? [] : sales.days.map(({ date, netMinor, transactions }) => ({ date, netMinor, transactions })),
    categories: sales.categories.map(({ category, netMinor, beforeNetMinor }) => ({
      category,
      netMinor,
      beforeNetMinor,
    })),
    stores: sales.stores
      .map((store) => ({
        storeId: store.storeId,
        name: store.name,
        netMinor: store.netMinor,
        beforeNetMinor: store.beforeNetMinor,
      }))
      .toSorted((one, other) => other.netMinor - one.netMinor),
    top: sales.top,
    bottom: sales.bottom,
    outOfLine,
    stockOuts: {
      rate: stockOutRate.value,
      missedMinor: missedSales.value,
      lowMinor: missedSales.low ?? null,
      highMinor: missedSales.high ?? null,
      products,
    },
    alerts,
    ...orders,
    completeness: sales.completeness,
  };
}

const headlineOf = (now: Figures, before: Figures, lastYear: Figures | null): Headline[] =>
  headlineNames.map((name) => ({
    name,
    value: now[name].value,
    before: before[name].value,
    lastYear: lastYear?.[name].value ?? null,
  }));

/** In which hour the day of most of these stores begins. */
function beginsAt(stores: StoreRow[]): number {
  const ways = [...Map.groupBy(stores, (store) => store.beginsAt)];
  return ways.toSorted(([one, some], [other, more]) => more.length - some.length || one - other)[0]?.[0] ?? 0;
}

/**
 * Weekdays added up: a week has an hour seven times. In the order of the business day: where it ends at 04:00, the hours
 * after midnight stand last.
 */
function hoursOf(
  hours: { hour: number; netMinor: number; transactions: number }[],
  firstHour: number,
): ReportPart['hours'] {
  const since = (hour: number) => (hour - firstHour + 24) % 24;
  return [...Map.groupBy(hours, ({ hour }) => hour)]
    .map(([hour, rows]) => ({
      hour,
      netMinor: rows.reduce((sum, row) => sum + row.netMinor, 0),
      transactions: rows.reduce((sum, row) => sum + row.transactions, 0),
    }))
    .toSorted((one, other) => since(one.hour) - since(other.hour));
}
