import { importKinds } from '#domain/imports/kinds.ts';
import { type MailState, reportKinds } from '#domain/reports/kinds.ts';
import { abcClasses, ageFrom, xyzClasses } from '#domain/stock/classes.ts';
import type * as z from 'zod';
import type { BridgeKind } from '#domain/analytics/bridge.ts';
import type { ListStock } from '#domain/stock/stock.ts';
import { figureWords } from '#web/lib/figure-words.ts';
import { currency, day, id, like, oneOf, search, type Searched, text, uuid } from '#web/lib/search.ts';
import { comparisons, ranges, settled } from '#web/ui/period.ts';

/** Every address of the app. */
export const paths = {
  dashboard: '/',
  figures: '/figures',
  stock: '/stock',
  products: '/products',
  newProduct: '/products/new',
  product: '/products/$productId',
  editProduct: '/products/$productId/edit',
  alerts: '/alerts',
  alertSettings: '/alerts/settings',
  transfers: '/transfers',
  transfer: '/transfers/$transferId',
  reservations: '/reservations',
  countSheets: '/count-sheets',
  countSheet: '/count-sheets/$sheetId',
  bridge: '/bridge',
  movements: '/movements',
  imports: '/imports',
  import: '/imports/$importId',
  stores: '/stores',
  newStore: '/stores/new',
  store: '/stores/$storeId',
  suppliers: '/suppliers',
  supplier: '/suppliers/$supplierId',
  suggestions: '/suggestions',
  policies: '/policies',
  orders: '/orders',
  newOrder: '/orders/new',
  order: '/orders/$orderId',
  receive: '/orders/$orderId/receive',
  reports: '/reports',
  people: '/people',
  tills: '/tills',
  audit: '/audit',
  callback: '/callback',
  signedOut: '/signed-out',
  unsubscribe: '/unsubscribe/$token',
} as const;

/** Which days, what they are compared with, and whose. */
const period = { range: oneOf(ranges), from: day, to: day, compare: oneOf(comparisons), store: id, currency };
export const DashboardSearch = search(period, settled);
export const FiguresSearch = search(
  {
    ...period,
    by: oneOf(['store', 'category', 'supplier', 'product']),
    show: oneOf(['sales', 'margin', 'stock', 'availability', 'losses']),
    category: text(200),
    supplier: id,
    /** Those that have no category, or no supplier. */
    without: oneOf(['category', 'supplier']),
    search: text(),
    sort: (given) => (given === 'label' || Object.hasOwn(figureWords, given) ? given : undefined),
    dir: oneOf(['asc', 'desc']),
  },
  settled,
);
export const StockSearch = search({
  store: id,
  state: oneOf(['low', 'out', 'negative'] satisfies NonNullable<z.infer<typeof ListStock>['state']>[]),
  currency,
  abc: oneOf(abcClasses),
  xyz: oneOf(xyzClasses),
  coverFrom: like(/^\d{1,4}$/),
  coverTo: like(/^\d{1,4}$/),
  noDemand: oneOf(['yes']),
  dead: oneOf(['yes']),
  ageFrom: oneOf(ageFrom.map(String)),
  search: text(),
});
export const ProductSearch = search(
  {
    range: oneOf(ranges),
    from: day,
    to: day,
    store: id,
    /** The form for adjusting stock is open when the page opens. */
    adjust: oneOf(['yes']),
  },
  settled,
);
const timeOfDay = like(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Which days or instants, and whose stock. */
const span = {
  range: oneOf(ranges),
  from: day,
  to: day,
  fromTime: timeOfDay,
  toTime: timeOfDay,
  store: id,
  product: id,
  currency,
};
export const BridgeSearch = search({ ...span, measure: oneOf(['units']) }, settled);
const kinds = ['receipts', 'sales', 'returns', 'transfers', 'counts', 'adjustments', 'costs'] satisfies BridgeKind[];
export const MovementsSearch = search(
  { ...span, kind: oneOf(kinds), search: text(), different: oneOf(['yes']) },
  settled,
);
/** Of alerts, transfers, reservations and count sheets. A state of one that means nothing to the other is dropped by its page. */
export const WatchSearch = search({
  store: id,
  product: id,
  kind: like(/^(negative|out|low|phantom|feed_missing|late_order|price_below_cost|overstock|dead)$/),
  state: like(
    /^(open|acknowledged|snoozed|resolved|draft|shipped|received|cancelled|recount|counted|posted|under_way|confirmed|released|expired|all)$/,
  ),
  search: text(),
  /** The alert whose details are open. */
  alert: id,
  /** The form for a new one is open. */
  new: oneOf(['yes']),
});
export const ImportsSearch = search({
  kind: oneOf(importKinds),
  watch: uuid,
  /** What the upload form is set to when the page opens. */
  send: oneOf(importKinds),
});
export const ProductsSearch = search({
  search: text(),
  status: like(/^(attention|active|draft|archived|all)$/),
  category: text(200),
  supplier: id,
});
export const SuppliersSearch = search({ search: text(), archived: oneOf(['yes']) });
export const PeopleSearch = search({ search: text(), state: like(/^(invited|active|disabled)$/) });
export const TillsSearch = search({ store: id });
export const AuditSearch = search({
  search: text(),
  by: like(/^(people|imports|anybody)$/),
  kind: like(/^(store|product|supplier|person|till)$/),
  subject: text(200),
  actor: text(),
  from: day,
  to: day,
});
export const ReportsSearch = search({
  show: oneOf(['mine', 'preview', 'addresses']),
  store: id,
  kind: oneOf(reportKinds),
  state: oneOf(['sent', 'unknown', 'failed', 'suppressed'] satisfies MailState[]),
  /** The mail that is open. */
  mail: id,
});
export type ReportsSearch = Searched<typeof ReportsSearch>;
export type WatchSearch = Searched<typeof WatchSearch>;
export type ProductsSearch = Searched<typeof ProductsSearch>;
export type DashboardSearch = Searched<typeof DashboardSearch>;
export type FiguresSearch = Searched<typeof FiguresSearch>;
export type AuditSearch = Searched<typeof AuditSearch>;
export type ProductSearch = Searched<typeof ProductSearch>;
export type BridgeSearch = Searched<typeof BridgeSearch>;
export type MovementsSearch = Searched<typeof MovementsSearch>;
export type StockSearch = Searched<typeof StockSearch>;
