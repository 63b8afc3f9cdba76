import * as z from 'zod';

/** What a figure is counted in. Money is in minor units of the currency beside it, a rate is a fraction (0.25 = 25 %). */
export type Unit = 'money' | 'units' | 'count' | 'rate' | 'days' | 'hours' | 'times';

/** Every figure of the product, in the order in which lists show them. What each is: `kpi.ts`. */
export const figureUnits = {
  netSales: 'money',
  units: 'units',
  transactions: 'count',
  averageBasket: 'money',
  grossMargin: 'money',
  grossMarginRate: 'rate',
  sellThrough: 'rate',
  stockValue: 'money',
  stockRetail: 'money',
  cover: 'days',
  coverIncoming: 'days',
  stockTurn: 'times',
  gmroi: 'times',
  stockOutRate: 'rate',
  stockOutHours: 'hours',
  missedSales: 'money',
  shrinkage: 'money',
  shrinkageRate: 'rate',
  returnRate: 'rate',
  inventoryAccuracy: 'rate',
} as const satisfies Record<string, Unit>;
export type FigureName = keyof typeof figureUnits;
export const FigureName = z.enum(Object.keys(figureUnits) as [FigureName, ...FigureName[]]);

/** A figure, or in a sentence why there is none: a number that would mislead is worse than none. */
export const Figure = z
  .object({
    value: z.number().nullable().meta({ description: 'null: see `reason`' }),
    reason: z.string().optional().meta({ description: 'Why there is no value, or what to bear in mind with it' }),
    low: z.number().optional().meta({ description: 'With `high`: where the true value lies, 9 times in 10' }),
    high: z.number().optional(),
  })
  .meta({ id: 'Figure' });
export type Figure = z.infer<typeof Figure>;

const shape = Object.fromEntries(FigureName.options.map((name) => [name, Figure])) as Record<FigureName, typeof Figure>;
export const Figures = z.object(shape).meta({ id: 'Figures' });
export type Figures = z.infer<typeof Figures>;

/** By what figures are broken down. */
export const Breakdown = z.enum(['total', 'store', 'category', 'supplier', 'product']);
export type Breakdown = z.infer<typeof Breakdown>;

/** A line of a list of figures: all of one store, category, supplier or product. */
export const FigureRow = z
  .object({
    key: z
      .string()
      .meta({ description: 'Id of the store, supplier or product, or the name of the category; "" for none' }),
    label: z.string(),
    sku: z.string().optional(),
    figures: Figures,
    before: Figures.optional().meta({ description: 'Of the period that is compared with' }),
  })
  .meta({ id: 'FigureRow' });
export type FigureRow = z.infer<typeof FigureRow>;
