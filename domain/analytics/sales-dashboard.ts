import * as z from 'zod';
import { Import } from '#domain/imports/import.ts';
import { BusinessDate, Id, Instant, Minor, Quantity } from '#domain/values.ts';
import { Completeness } from './completeness.ts';
import { Figures } from './figure.ts';
import { BeforePeriod, checkPeriod, PeriodQuery } from './period.ts';
import { Scope } from './scope.ts';

export const GetSalesDashboard = z.object({ ...PeriodQuery }).superRefine(checkPeriod);

const Days = z.object({ from: BusinessDate, to: BusinessDate });
const Sold = { netMinor: Minor, marginMinor: Minor, units: Quantity };

export const ProductSold = z
  .object({ productId: Id, sku: z.string(), name: z.string(), ...Sold, beforeNetMinor: Minor.nullable() })
  .meta({ id: 'ProductSold' });

/** What sold, over any days: what a manager sees first. Everything is net of tax and in one currency. */
export const SalesDashboard = z
  .object({
    asOf: Instant,
    period: Days,
    before: BeforePeriod.nullable(),
    scope: Scope,
    completeness: Completeness,
    figures: Figures,
    figuresBefore: Figures.nullable(),
    today: z
      .object({
        netMinor: Minor,
        lastWeekMinor: Minor.nullable(),
        units: Quantity,
        lastWeekUnits: Quantity.nullable(),
      })
      .meta({
        description:
          "Each store's business day so far, and the same weekday last week up to the same time; null: nothing is " +
          'known of that day',
      }),
    days: z
      .array(
        z.object({
          date: BusinessDate,
          ...Sold,
          transactions: z.int(),
          stockMinor: Minor.meta({ description: 'Stock at cost when the day closed (now, for today)' }),
          beforeNetMinor: Minor.nullable(),
          beforeMarginMinor: Minor.nullable(),
        }),
      )
      .meta({
        description:
          'Every day of the period, oldest first; `before…` is null where nothing is known of the day compared with',
      }),
    hours: z
      .array(
        z.object({
          weekday: z.int().min(1).max(7).meta({ description: '1: Monday' }),
          hour: z.int().min(0).max(23).meta({ description: "By the store's clock" }),
          netMinor: Minor,
          units: Quantity,
          transactions: z.int(),
        }),
      )
      .meta({ description: 'Sums over the period; hours without a sale are left out' }),
    categories: z.array(z.object({ category: z.string().nullable(), ...Sold, beforeNetMinor: Minor.nullable() })),
    stores: z.array(
      z.object({
        storeId: Id,
        name: z.string(),
        businessDate: BusinessDate.meta({ description: 'Its day of today' }),
        ...Sold,
        beforeNetMinor: Minor.nullable(),
      }),
    ),
    top: z.array(ProductSold).meta({ description: 'The ten products with the highest net sales' }),
    bottom: z.array(ProductSold).meta({ description: 'The ten with the lowest gross margin of those that sold' }),
    recentImports: z.array(Import),
  })
  .meta({ id: 'SalesDashboard' });
export type SalesDashboard = z.infer<typeof SalesDashboard>;
