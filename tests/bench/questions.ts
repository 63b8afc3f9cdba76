import { listFigures } from '#domain/analytics/figures.actions.ts';
import { readBridge } from '#domain/analytics/bridge.sql.ts';
import { readCompleteness } from '#domain/analytics/completeness.sql.ts';
import type { Breakdown } from '#domain/analytics/figure.ts';
import { ListFigures } from '#domain/analytics/figures.ts';
import { readGroupSums } from '#domain/analytics/figures.sql.ts';
import type { GroupsAsked } from '#domain/analytics/groups.ts';
import { addDays } from '#domain/analytics/period.ts';
import { readDays, readHours, readProducts, readShares, readToday } from '#domain/analytics/sales-dashboard.sql.ts';
import { getSalesDashboard } from '#domain/analytics/sales-dashboard.actions.ts';
import { GetSalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { readScopeStores } from '#domain/analytics/scope.sql.ts';
import { getStockDashboard } from '#domain/analytics/stock-dashboard.actions.ts';
import {
  readAges,
  readClasses,
  readCover,
  readLevels,
  readOpenStockOuts,
} from '#domain/analytics/stock-dashboard.sql.ts';
import { readAvailability } from '#domain/analytics/stock-out.sql.ts';
import { readTimelineDays } from '#domain/analytics/timeline.sql.ts';
import type { Db } from '#domain/platform/database.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { lastDay, now } from './year.ts';

/** Which stores and days a question is about. */
export type About = { stores: string[]; isWhole: boolean; days: number };

/** A statement behind a chart; `raw` asks the sales and the ledger themselves. */
export type Question = {
  name: string;
  ask(db: Db, about: About): Promise<unknown>;
  raw?: (about: About) => string;
};

const array = ({ stores }: About) => `{${stores.join(',')}}`;
const period = ({ days }: About) => ({ from: addDays(lastDay, 1 - days), to: lastDay });
const horizon = addDays(lastDay, 3);
const within = (about: About, alias = 's') =>
  `${alias}.store_id = any('${array(about)}') and ${alias}.business_date between '${period(about).from}' and '${lastDay}'`;
const sold = 'sum(l.net_minor) as net, sum(l.quantity) as units';
const lines = 'from sale s join sale_line l on l.sale_id = s.id';

const groups = (about: About, by: Breakdown): GroupsAsked => ({
  by,
  stores: array(about),
  currency: 'GBP',
  isWhole: about.isWhole,
  ...period(about),
  days: about.days,
  isNow: true,
  horizon,
  category: null,
  supplier: null,
  product: null,
  pattern: null,
});
const page = {
  sort: 'netSales' as const,
  dir: 'desc' as const,
  now,
  afterValue: null,
  afterId: null,
  limit: 51,
  only: null,
};
const figures = (by: Breakdown): Question => ({
  name: `figures ${by === 'total' ? 'of all' : `by ${by}`}`,
  ask: (db, about) => readGroupSums(db, groups(about, by), by === 'product' ? page : undefined),
});

/** Each chart and list of the analytics pages, in the order of the pages. */
export const questions: Question[] = [
  {
    name: 'sales, margin and stock day by day',
    ask: (db, about) => readDays(db, { stores: array(about), ...period(about), back: null, horizon }),
    raw: (about) => `select s.business_date, ${sold}, count(distinct s.id) ${lines} where ${within(about)} group by 1`,
  },
  {
    name: 'by weekday and hour',
    ask: (db, about) => readHours(db, { stores: array(about), ...period(about) }),
    raw: (about) => `select extract(isodow from s.business_date),
      extract(hour from s.occurred_at at time zone 'Europe/London'), ${sold}, count(distinct s.id)
      ${lines} where ${within(about)} group by 1, 2`,
  },
  {
    name: 'by category and by store',
    ask: (db, about) => readShares(db, { stores: array(about), ...period(about), beforeFrom: null, beforeTo: null }),
    raw: (about) => `select s.store_id, p.category, ${sold} ${lines} join product p on p.id = l.product_id
      where ${within(about)} group by grouping sets ((s.store_id), (p.category))`,
  },
  {
    name: 'what sells best and earns least',
    ask: (db, about) =>
      readProducts(db, about.isWhole, {
        stores: array(about),
        currency: 'GBP',
        ...period(about),
        beforeFrom: null,
        beforeTo: null,
      }),
    raw: (about) => `select l.product_id, ${sold} ${lines} where ${within(about)} group by 1 order by 2 desc limit 10`,
  },
  { name: 'today so far and a week ago', ask: (db, about) => readToday(db, { stores: array(about), now }) },
  figures('total'),
  figures('store'),
  figures('category'),
  figures('supplier'),
  figures('product'),
  {
    name: 'stock-outs and missed sales',
    ask: (db, about) => readAvailability(db, groups(about, 'total'), { now, keys: null }),
  },
  {
    name: 'bridge',
    ask: (db, about) =>
      readBridge(db, {
        stores: JSON.stringify(about.stores),
        from: `${period(about).from}T12:00:00Z`,
        to: now,
        product: null,
      }),
    raw: (about) => `select m.type, sum(m.quantity), sum(m.value_minor) from stock_movement m
      where m.store_id = any('${array(about)}') and m.occurred_at > '${period(about).from}T12:00:00Z' group by 1`,
  },
  {
    name: "a product's days",
    ask: (db, about) => readTimelineDays(db, { stores: JSON.stringify(about.stores), product: '17', ...period(about) }),
    raw: (about) => `select m.business_date, sum(m.quantity), sum(m.value_minor) from stock_movement m
      where m.store_id = any('${array(about)}') and m.product_id = 17 and m.business_date >= '${period(about).from}' group by 1`,
  },
  { name: 'levels and their value', ask: (db, about) => readLevels(db, { stores: array(about) }) },
  { name: 'cover', ask: (db, about) => readCover(db, { stores: array(about) }) },
  {
    name: 'classes',
    ask: (db, about) =>
      readClasses(db, {
        stores: array(about),
        classStore: about.isWhole ? '0' : (about.stores[0] ?? ''),
        currency: 'GBP',
      }),
  },
  { name: 'ages', ask: (db, about) => readAges(db, { stores: array(about), ofAll: about.isWhole ? 'GBP' : null }) },
  { name: 'what is out just now', ask: (db, about) => readOpenStockOuts(db, { stores: array(about), now }) },
  {
    name: 'how complete the figures are',
    ask: (db, about) => readCompleteness(db, { stores: JSON.stringify(about.stores), ...period(about), now }),
  },
  {
    name: 'which stores, and their day',
    ask: (db, about) => readScopeStores(db, { stores: JSON.stringify(about.stores), now }),
  },
];

const caller = { userId: 'bench', grants: [{ role: 'admin' as const, storeId: null }] };
/** Whole answers of the API, their statements at once over 2 connections as in the function that reads. */
export const answers: { name: string; ask(platform: Platform, about: About): Promise<unknown> }[] = [
  {
    name: 'GET /dashboard/sales',
    ask: (platform, about) =>
      getSalesDashboard(
        platform,
        caller,
        GetSalesDashboard.parse({ ...period(about), ...store(about), compare: 'previous' }),
      ),
  },
  {
    name: 'GET /dashboard/stock',
    ask: (platform, about) => getStockDashboard(platform, caller, store(about)),
  },
  {
    name: 'GET /figures by product',
    ask: (platform, about) =>
      listFigures(platform, caller, ListFigures.parse({ ...period(about), ...store(about), by: 'product' })),
  },
];
const store = ({ stores, isWhole }: About) => (isWhole ? {} : { store: stores[0] });
