import { count, longDay, money, percent, quantity, unitPrice } from '#web/lib/format.ts';

/**
 * What a cell holds: `money` in minor units of its column's currency, `rate` as a fraction, `quantity` as a decimal
 * string (or a number), `day` as 2026-11-22. null: nothing is known.
 */
export type Cell = string | number | null;

export type SheetColumn = {
  title: string;
  kind: 'text' | 'day' | 'money' | 'price' | 'quantity' | 'count' | 'rate' | 'number';
  /** Of a `money` or `price` column. */
  currency?: string | undefined;
};

/** A table as people see it and as they save it: one thing, so that the two never differ. */
export type Sheet = { columns: SheetColumn[]; rows: Cell[][] };

/** Whether a column holds numbers, which stand at the right. */
export const isNumeric = ({ kind }: SheetColumn): boolean => kind !== 'text' && kind !== 'day';

/** A cell as people read it. */
export function cellText(cell: Cell, { kind, currency = 'GBP' }: SheetColumn): string {
  if (cell === null || cell === '') return '–';
  switch (kind) {
    case 'text':
      return String(cell);
    case 'day':
      return longDay(String(cell));
    case 'money':
      return money(Number(cell), currency);
    case 'price':
      return unitPrice(String(cell), currency, 4);
    case 'quantity':
      return quantity(String(cell));
    case 'count':
      return count(Number(cell));
    case 'rate':
      return `${Number(cell) < 0 ? '-' : ''}${percent(Number(cell))}`;
    case 'number':
      return quantity(Number(cell).toFixed(3));
  }
}
