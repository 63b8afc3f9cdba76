import * as z from 'zod';
import { BusinessDate, Id, PageQuery } from '#domain/values.ts';
import { Completeness } from './completeness.ts';
import { Breakdown, FigureName, FigureRow } from './figure.ts';
import { BeforePeriod, checkPeriod, PeriodQuery } from './period.ts';
import { Scope } from './scope.ts';

const orNone = 'Empty: those without one';

export const ListFigures = z
  .object({
    ...PeriodQuery,
    by: Breakdown.meta({
      description:
        'Only `product` comes in pages. A product counts to its supplier with the lowest cost; a category is the one ' +
        'that a product has now',
    }),
    category: z.string().trim().max(200).optional().meta({ description: orNone }),
    supplier: z
      .union([Id, z.literal('')])
      .optional()
      .meta({ description: orNone }),
    product: Id.optional(),
    search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name' }),
    sort: z
      .enum(['label', ...FigureName.options])
      .default('netSales')
      .meta({
        description: 'Of products, not by every figure; what has no value comes last',
      }),
    dir: z.enum(['asc', 'desc']).default('desc'),
    ...PageQuery,
  })
  .superRefine(checkPeriod);
export type ListFigures = z.output<typeof ListFigures>;

const Days = z.object({ from: BusinessDate, to: BusinessDate });

/** Every figure of each group, and of all of them together. */
export const FiguresPage = z
  .object({
    items: z.array(FigureRow),
    nextCursor: z.string().nullable(),
    total: FigureRow.meta({ description: 'Of everything that the filters leave, not of the page' }),
    period: Days,
    before: BeforePeriod.nullable(),
    scope: Scope,
    completeness: Completeness,
  })
  .meta({ id: 'FiguresPage' });
export type FiguresPage = z.infer<typeof FiguresPage>;
