import * as z from 'zod';
import { BusinessDate, Currency, Id, Instant, Minor, Quantity } from '#domain/values.ts';
import { Figure } from './figure.ts';

export const GetStockDashboard = z.object({ store: Id.optional(), currency: Currency.optional() });

export const Abc = z.enum(['A', 'B', 'C', 'N', 'U']).meta({
  description: 'By gross margin of 90 days: A the first 80 %, B up to 95 %, C the rest; N: new; U: did not sell',
});
export const Xyz = z.enum(['X', 'Y', 'Z', '-']).meta({
  description: 'By how evenly it sells from week to week: X evenly, Z hardly; `-`: fewer than 8 weeks in stock',
});

/** What is in stock now, and how well it covers what sells. */
export const StockDashboard = z
  .object({
    asOf: Instant,
    currency: Currency,
    demandTo: BusinessDate.nullable().meta({
      description: 'Last day that demand, classes and ages are worked out from; null: not yet',
    }),
    levels: z.object({ tracked: z.int(), low: z.int(), out: z.int(), negative: z.int() }),
    valueMinor: Minor.meta({ description: 'At cost: the book value of the ledger' }),
    retailMinor: Minor.meta({
      description: "On hand at the catalogue's price, tax included; negative stock counts as none",
    }),
    cover: z
      .array(
        z.object({
          fromDays: z.int(),
          toDays: z.int().nullable().meta({ description: 'Exclusive; null: no end' }),
          kind: z.enum(['days', 'noDemand']).meta({ description: '`noDemand`: nothing sold lately' }),
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
      description: 'On hand, and not sold for 90 days',
    }),
    stockOuts: z.object({
      rate: Figure.meta({ description: 'Of the last 30 days: opening hours without stock, of all' }),
      missed: Figure.meta({ description: 'Of the last 30 days: net sales that were probably missed' }),
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
