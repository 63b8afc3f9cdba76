import * as z from 'zod';
import { BusinessDate, Currency, Id, Instant, Minor, Money, Quantity } from '#domain/values.ts';
import { Import } from '#domain/imports/import.ts';

export const GetDashboard = z.object({ store: Id.optional() });

/** What a manager sees first. Money is per currency: amounts in different currencies are never added up. */
export const Dashboard = z
  .object({
    asOf: Instant,
    currencies: z.array(
      z.object({
        currency: Currency,
        revenueMinor: Minor.meta({ description: "Net revenue (without tax) so far on each store's business day" }),
        revenueLastWeekMinor: Minor.meta({ description: 'The same weekday last week, up to the same time of day' }),
        units: Quantity,
        unitsLastWeek: Quantity,
        stockValueMinor: Minor.meta({ description: 'On hand at moving average cost; negative stock counts as none' }),
      }),
    ),
    stores: z.array(
      z.object({
        storeId: Id,
        name: z.string(),
        currency: Currency,
        businessDate: BusinessDate,
        revenueMinor: Minor.meta({ description: 'Net: without tax' }),
        revenueLastWeekMinor: Minor,
      }),
    ),
    revenue: z
      .array(z.object({ date: BusinessDate, currency: Currency, revenueMinor: Minor }))
      .meta({ description: 'Net revenue of the last 30 business days, oldest first' }),
    levels: z.object({ tracked: z.int(), low: z.int(), out: z.int(), negative: z.int() }),
    topSellers: z
      .array(
        z.object({
          productId: Id,
          sku: z.string(),
          name: z.string(),
          units: Quantity,
          revenue: z.array(Money),
        }),
      )
      .meta({ description: 'By units, last 30 business days' }),
    recentImports: z.array(Import),
  })
  .meta({ id: 'Dashboard' });
export type Dashboard = z.infer<typeof Dashboard>;
