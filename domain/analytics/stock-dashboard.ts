import * as z from 'zod';
import { Abc, Xyz } from '#domain/stock/stock.ts';
import { BusinessDate, Currency, Id, Instant, Minor, Quantity } from '#domain/values.ts';
import { Figure } from './figure.ts';

export const GetStockDashboard = z.object({ store: Id.optional(), currency: Currency.optional() });

/** What is in stock now, and how well it covers what sells. */
export const StockDashboard = z
  .object({
    asOf: Instant,
    currency: Currency,
    demandTo: BusinessDate.nullable().meta({
      description: 'Last day that demand, classes and ages are worked out from; null: not yet',
    }),
    isChanging: z.boolean().meta({
      description: 'Earlier days have changed: what is worked out from them is not yet, and will be in minutes',
    }),
    levels: z.object({
      tracked: z.int(),
      low: z.int(),
      lowAndGone: z.int().meta({ description: 'Of those that are low: with nothing on hand, or less' }),
      out: z.int().meta({ description: 'Exactly nothing on hand' }),
      negative: z.int(),
    }),
    valueMinor: Minor.meta({ description: 'At cost: the book value of the ledger' }),
    retailMinor: Minor.meta({
      description: "On hand at the catalogue's price, tax included; negative stock counts as none",
    }),
    cover: z
      .array(
        z.object({
          fromDays: z.int(),
          toDays: z.int().nullable().meta({ description: 'Exclusive; null: no end' }),
          kind: z.enum(['days', 'noDemand']).meta({
            description:
              '`noDemand`: something is available, but nothing sold lately. From 0 to 0 days: nothing is available',
          }),
          positions: z.int().meta({ description: 'Products, each in each store' }),
          valueMinor: Minor,
        }),
      )
      .meta({ description: 'How long stock lasts at the rate of the last 28 days in stock' }),
    classes: z.array(z.object({ abc: Abc, xyz: Xyz, products: z.int(), marginMinor: Minor, valueMinor: Minor })),
    ageing: z
      .array(z.object({ fromDays: z.int(), toDays: z.int().nullable(), valueMinor: Minor, units: Quantity }))
      .meta({ description: 'How long ago what is on hand was received, first in first out' }),
    dead: z.object({ positions: z.int(), valueMinor: Minor }).meta({
      description: 'On hand, and for 90 days neither sold nor new in the store',
    }),
    stockOuts: z.object({
      rate: Figure.meta({ description: 'Of the 30 days up to yesterday: opening hours without stock, of all' }),
      missed: Figure.meta({ description: 'Of the 30 days up to yesterday: net sales that were probably missed' }),
      open: z
        .array(
          z.object({
            storeId: Id,
            storeName: z.string(),
            productId: Id,
            sku: z.string(),
            name: z.string(),
            since: Instant,
            dailyUnits: Quantity.nullable(),
          }),
        )
        .meta({ description: 'What is out just now: at most ten, those that sell best first' }),
    }),
  })
  .meta({ id: 'StockDashboard' });
export type StockDashboard = z.infer<typeof StockDashboard>;
