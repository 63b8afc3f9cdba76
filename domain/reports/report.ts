import * as z from 'zod';
import { Completeness } from '#domain/analytics/completeness.ts';
import { FigureName } from '#domain/analytics/figure.ts';
import { ProductSold } from '#domain/analytics/sales-dashboard.ts';
import { AlertKind } from '#domain/alerts/alert.ts';
import { BusinessDate, Currency, Id, Instant, Minor, Quantity } from '#domain/values.ts';
import { reportKinds } from './kinds.ts';

/** The figures at the top, in their order. What each is: `domain/analytics/kpi.ts`. */
export const headlineNames = [
  'netSales',
  'units',
  'transactions',
  'averageBasket',
  'grossMargin',
  'grossMarginRate',
  'returnRate',
  'missedSales',
] as const satisfies FigureName[];

const Headline = z.object({
  name: FigureName,
  value: z.number().nullable(),
  before: z.number().nullable(),
  lastYear: z.number().nullable(),
});
export type Headline = z.infer<typeof Headline>;

/** A figure that the mail before told otherwise. */
const Difference = z.object({ name: FigureName, told: z.number().nullable(), now: z.number().nullable() });

const Named = { productId: Id, sku: z.string(), name: z.string() };

const OutOfLine = z.object({
  what: z.enum(['returns', 'discounts']),
  storeId: Id,
  storeName: z.string(),
  minor: Minor,
  rate: z.number(),
  usualRate: z.number(),
  products: z.array(z.object({ ...Named, minor: Minor })),
});

const StockOut = z.object({ ...Named, storeName: z.string(), missedMinor: Minor, isOut: z.boolean() });

const OpenAlert = z.object({
  kind: AlertKind,
  storeName: z.string(),
  sku: z.string().nullable(),
  name: z.string().nullable(),
  reference: z.string().nullable(),
  moneyMinor: Minor,
});

const OrderTold = z.object({
  orderId: Id,
  number: z.string(),
  supplierName: z.string(),
  storeName: z.string(),
  lines: z.int(),
  units: Quantity,
  totalMinor: Minor,
});

const SomeOrders = z.object({ count: z.int(), totalMinor: Minor, items: z.array(OrderTold) });

const Share = { netMinor: Minor, beforeNetMinor: Minor.nullable() };

/** A report's figures in one currency: amounts of several are never added up. */
const ReportPart = z.object({
  currency: Currency,
  headline: z.array(Headline),
  differences: z.array(Difference),
  hours: z.array(z.object({ hour: z.int(), netMinor: Minor, transactions: z.int() })),
  days: z.array(z.object({ date: BusinessDate, netMinor: Minor, transactions: z.int() })),
  categories: z.array(z.object({ category: z.string().nullable(), ...Share })),
  stores: z.array(z.object({ storeId: Id, name: z.string(), ...Share })),
  top: z.array(ProductSold),
  bottom: z.array(ProductSold),
  outOfLine: z.array(OutOfLine),
  stockOuts: z.object({
    rate: z.number().nullable(),
    missedMinor: Minor.nullable(),
    lowMinor: Minor.nullable(),
    highMinor: Minor.nullable(),
    products: z.array(StockOut),
  }),
  alerts: z.object({ count: z.int(), moneyMinor: Minor, items: z.array(OpenAlert) }),
  deliveries: SomeOrders,
  approvals: SomeOrders,
  completeness: Completeness,
});
export type ReportPart = z.infer<typeof ReportPart>;

/**
 * What a report says, whoever reads it: no word and no format in it. `before` are the days it is compared with (the same
 * weekday a week before), `lastYear` the same weekdays 364 days before.
 */
export const Report = z.object({
  kind: z.enum(reportKinds),
  storeId: Id.nullable(),
  storeName: z.string().nullable(),
  timeZone: z.string(),
  from: BusinessDate,
  to: BusinessDate,
  before: z.object({ from: BusinessDate, to: BusinessDate }),
  revision: z.int(),
  isPartial: z.boolean(),
  asOf: Instant,
  parts: z.array(ReportPart),
});
export type Report = z.infer<typeof Report>;

/** The figures at the top of each part, kept to tell later what has changed. */
export const ToldBefore = z.array(z.object({ currency: Currency, headline: z.array(Headline) }));
export type ToldBefore = z.infer<typeof ToldBefore>;

/** What a person reads a report in. */
export type Reader = { language: 'en' | 'de' | 'fr'; locale: string };

/** What of a report is told of again: where a figure is another than it was told before. */
export function differencesOf(now: Headline[], told: Headline[] | undefined): z.infer<typeof Difference>[] {
  if (told === undefined) return [];
  return now.flatMap(({ name, value }) => {
    const earlier = told.find((figure) => figure.name === name);
    return earlier === undefined || earlier.value === value ? [] : [{ name, told: earlier.value, now: value }];
  });
}
