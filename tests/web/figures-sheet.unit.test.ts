import { expect, it } from 'vitest';
import type { Figure, FigureName, FigureRow, Figures } from '#domain/analytics/figure.ts';
import { figureUnits } from '#domain/analytics/figure.ts';
import { figuresSheet } from '#web/features/figures/figures-sheet.ts';

const names = Object.keys(figureUnits) as FigureName[];
const figures = (some: Partial<Figures>): Figures =>
  Object.fromEntries(names.map((name): [FigureName, Figure] => [name, some[name] ?? { value: 0 }])) as Figures;
const row = (key: string, label: string, some: Partial<Figures>): FigureRow => ({ key, label, figures: figures(some) });
const total = row('', '', { netSales: { value: 300 }, returnRate: { value: 0.05672403901319564 } });
const asked = {
  by: 'supplier',
  columns: ['netSales', 'transactions', 'averageBasket', 'returnRate'] satisfies FigureName[],
  currency: 'GBP',
  before: null,
} as const;

it('a saved list holds all together, names what has no supplier, rounds rates and says why a figure is empty', () => {
  const none = { value: null, reason: 'A basket holds several products' };
  const rows = [
    row('7', 'Acme', { netSales: { value: 100 } }),
    row('', '', { netSales: { value: 200 }, transactions: none, averageBasket: none }),
  ];
  const sheet = figuresSheet(rows, total, { ...asked, columns: [...asked.columns] });
  expect(sheet.columns.map(({ title }) => title)).toEqual([
    'Supplier',
    'Net sales',
    'Transactions',
    'Average basket',
    'Return rate',
    'Why empty',
  ]);
  expect(sheet.rows).toEqual([
    ['All together', 300, 0, 0, 0.0567, ''],
    ['Acme', 100, 0, 0, 0, ''],
    ['No supplier', 200, null, null, 0, 'Transactions, Average basket: A basket holds several products'],
  ]);
});

it('a saved list says from when the days before are known, and has no column of days that are not', () => {
  const titles = (dataFrom: string) =>
    figuresSheet([], total, {
      ...asked,
      columns: ['netSales'],
      before: { from: '2025-01-01', to: '2025-12-31', dataFrom },
    }).columns.map(({ title }) => title);
  expect(titles('2025-11-24')).toEqual(['Supplier', 'Net sales', 'Net sales, before (only from 2025-11-24)']);
  expect(titles('2026-01-01')).toEqual(['Supplier', 'Net sales']);
});
