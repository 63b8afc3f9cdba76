import type { StockLevel } from '#domain/stock/stock.ts';
import type { StockSearch } from '#web/paths.ts';
import { type ExportRun, readAllPages } from '#web/ui/export-pages.ts';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { fetchStockPage } from './list-stock.ts';

/** Every row of the stock list that a filter leaves, as a sheet; `isCut`: there were more than one file takes. */
export async function readStockSheet(filter: StockSearch, run: ExportRun): Promise<Sheet & { isCut: boolean }> {
  const { items, isCut } = await readAllPages((cursor, signal) => fetchStockPage(filter, cursor, signal), run);
  return { ...stockSheet(items), isCut };
}

/** Amounts of several currencies stand in columns of their own: nobody adds pounds to yen by mistake. */
export function stockSheet(levels: StockLevel[]): Sheet {
  const currencies = [...new Set(levels.map(({ currency }) => currency))].toSorted();
  return {
    columns: [
      { title: 'SKU', kind: 'text' },
      { title: 'Product', kind: 'text' },
      { title: 'Category', kind: 'text' },
      { title: 'Store', kind: 'text' },
      { title: 'On hand', kind: 'quantity' },
      { title: 'Reserved', kind: 'quantity' },
      { title: 'Available', kind: 'quantity' },
      { title: 'Reorder at', kind: 'quantity' },
      { title: 'Low', kind: 'text' },
      ...currencies.map((currency) => ({ title: `Value (${currency})`, kind: 'money', currency }) as const),
      { title: 'Sold a day', kind: 'quantity' },
      { title: 'Days of cover', kind: 'number' },
      { title: 'Class', kind: 'text' },
      { title: 'Out since', kind: 'text' },
      { title: 'Last movement', kind: 'text' },
    ],
    rows: levels.map((level): Cell[] => [
      level.sku,
      level.name,
      level.category,
      level.storeName,
      level.onHand,
      level.reserved,
      level.available,
      level.reorderPoint,
      level.isLow ? 'low' : '',
      ...currencies.map((currency) => (level.currency === currency ? level.valueMinor : null)),
      level.dailyUnits,
      level.coverDays === null ? null : Math.floor(level.coverDays),
      level.abc === null ? null : `${level.abc}${level.xyz ?? ''}`,
      level.outSince,
      level.lastMovementAt,
    ]),
  };
}
