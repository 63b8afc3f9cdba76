import type { FigureName, FigureRow } from '#domain/analytics/figure.ts';
import type { FiguresSearch } from '#web/paths.ts';

export type Breakdown = NonNullable<FiguresSearch['by']>;
export type Show = NonNullable<FiguresSearch['show']>;

/** What the page shows when the address says nothing. */
export const usual = { by: 'store', show: 'sales', sort: 'netSales', dir: 'desc' } as const;

export const breakdowns: { value: Breakdown; label: string; one: string }[] = [
  { value: 'store', label: 'Stores', one: 'Store' },
  { value: 'category', label: 'Categories', one: 'Category' },
  { value: 'supplier', label: 'Suppliers', one: 'Supplier' },
  { value: 'product', label: 'Products', one: 'Product' },
];

export const shows: { value: Show; label: string }[] = [
  { value: 'sales', label: 'Sales' },
  { value: 'margin', label: 'Margin' },
  { value: 'stock', label: 'Stock' },
  { value: 'availability', label: 'Availability' },
  { value: 'losses', label: 'Losses' },
];

/** The columns of each group: net sales first, by which the list is sorted unless one says otherwise. */
export const columnsOf: Record<Show, FigureName[]> = {
  sales: ['netSales', 'units', 'transactions', 'averageBasket', 'returnRate'],
  margin: ['netSales', 'grossMargin', 'grossMarginRate', 'gmroi'],
  stock: ['netSales', 'stockValue', 'stockRetail', 'sellThrough', 'stockTurn', 'cover', 'coverIncoming'],
  availability: ['netSales', 'stockOutRate', 'stockOutHours', 'missedSales'],
  losses: ['netSales', 'shrinkage', 'shrinkageRate', 'returnRate', 'inventoryAccuracy'],
};

/** By what the API cannot sort pages of products; other lists are whole, and sort by anything. */
const unsorted = new Set<string>(['transactions', 'averageBasket', 'coverIncoming']);

/** Whether a list can be sorted by a column. */
export const maySort = (by: Breakdown, name: string): boolean => by !== 'product' || !unsorted.has(name);

/** What a group is called; what has no category and no supplier has a name, too. */
export const labelOf = ({ key, label }: Pick<FigureRow, 'key' | 'label'>, by: Breakdown): string => {
  if (key !== '' || label !== '') return label;
  return by === 'supplier' ? 'No supplier' : 'No category';
};
