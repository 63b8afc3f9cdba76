import type { FigureName, FigureRow, Unit } from '#domain/analytics/figure.ts';
import { figureWords } from '#web/lib/figure-words.ts';
import type { Cell, Sheet, SheetColumn } from '#web/ui/sheet.ts';

const kinds: Record<Unit, SheetColumn['kind']> = {
  money: 'money',
  units: 'quantity',
  count: 'count',
  rate: 'rate',
  days: 'number',
  hours: 'number',
  times: 'number',
};

/** Rows of figures as a sheet: what is shown, beside what it is compared with. A figure that there is none of is empty. */
export function figuresSheet(
  rows: FigureRow[],
  { one, columns, currency, isCompared }: { one: string; columns: FigureName[]; currency: string; isCompared: boolean },
): Sheet {
  const hasSku = rows.some(({ sku }) => sku !== undefined);
  const heads = columns.flatMap((name): SheetColumn[] => {
    const { label, unit } = figureWords[name];
    const column = { kind: kinds[unit], ...(unit === 'money' ? { currency } : {}) };
    const now = { ...column, title: unit === 'hours' || unit === 'days' ? `${label} (${unit})` : label };
    return isCompared ? [now, { ...now, title: `${now.title}, before` }] : [now];
  });
  return {
    columns: [...(hasSku ? [{ title: 'SKU', kind: 'text' } as const] : []), { title: one, kind: 'text' }, ...heads],
    rows: rows.map((row): Cell[] => [
      ...(hasSku ? [row.sku ?? ''] : []),
      row.label,
      ...columns.flatMap((name) => {
        const now = rounded(name, row.figures[name].value);
        return isCompared ? [now, rounded(name, row.before?.[name].value ?? null)] : [now];
      }),
    ]),
  };
}

/** Money is whole minor units in a file too; an average of it may not be. */
const rounded = (name: FigureName, value: number | null): number | null =>
  value !== null && figureWords[name].unit === 'money' ? Math.round(value) : value;
