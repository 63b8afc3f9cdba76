import type { FigureName, FigureRow, Figures, Unit } from '#domain/analytics/figure.ts';
import type { BeforePeriod } from '#domain/analytics/period.ts';
import { figureWords } from '#web/lib/figure-words.ts';
import { knownOf } from '#web/ui/figure-compared.ts';
import type { Cell, Sheet, SheetColumn } from '#web/ui/sheet.ts';
import { type Breakdown, breakdowns, labelOf } from './figure-groups.ts';

const kinds: Record<Unit, SheetColumn['kind']> = {
  money: 'money',
  units: 'quantity',
  count: 'count',
  rate: 'rate',
  days: 'number',
  hours: 'number',
  times: 'number',
};

type Asked = {
  by: Breakdown;
  columns: FigureName[];
  currency: string;
  /** null: nothing is compared. */
  before: BeforePeriod | null;
};

/**
 * What the list shows as a sheet: all together first, what is shown beside what it is compared with, and at the end of a
 * row why any of its figures is empty.
 */
export function figuresSheet(rows: FigureRow[], total: FigureRow, { by, columns, currency, before }: Asked): Sheet {
  const hasSku = rows.some(({ sku }) => sku !== undefined);
  const one = breakdowns.find(({ value }) => value === by)?.one ?? '';
  const known = knownOf({ before });
  const isCompared = known !== 'none';
  const then = known === 'part' ? `before (only from ${before?.dataFrom ?? ''})` : 'before';
  const heads = columns.flatMap((name): SheetColumn[] => {
    const { label, unit } = figureWords[name];
    const column = { kind: kinds[unit], ...(unit === 'money' ? { currency } : {}) };
    const now = { ...column, title: unit === 'hours' || unit === 'days' ? `${label} (${unit})` : label };
    return isCompared ? [now, { ...now, title: `${now.title}, ${then}` }] : [now];
  });
  const lines = [{ row: total, label: 'All together' }, ...rows.map((row) => ({ row, label: labelOf(row, by) }))];
  const reasons = lines.map(({ row }) => reasonsOf(row.figures, columns));
  const hasReasons = reasons.some((text) => text !== '');
  return {
    columns: [
      ...(hasSku ? [{ title: 'SKU', kind: 'text' } as const] : []),
      { title: one, kind: 'text' },
      ...heads,
      ...(hasReasons ? [{ title: 'Why empty', kind: 'text' } as const] : []),
    ],
    rows: lines.map(({ row, label }, index): Cell[] => [
      ...(hasSku ? [row.sku ?? ''] : []),
      label,
      ...columns.flatMap((name) => {
        const now = rounded(name, row.figures[name].value);
        return isCompared ? [now, rounded(name, row.before?.[name].value ?? null)] : [now];
      }),
      ...(hasReasons ? [reasons[index] ?? ''] : []),
    ]),
  };
}

/** Why figures are empty: "Transactions, Average basket: A basket holds several products". */
function reasonsOf(figures: Figures, columns: FigureName[]): string {
  const empty = columns.filter((name) => figures[name].value === null);
  const byReason = Map.groupBy(empty, (name) => figures[name].reason ?? 'not known');
  return [...byReason]
    .map(([reason, names]) => `${names.map((name) => figureWords[name].label).join(', ')}: ${reason}`)
    .join('; ');
}

/** Money is whole minor units in a file too; an average of it may not be. More than 4 decimals of a rate say nothing. */
function rounded(name: FigureName, value: number | null): number | null {
  if (value === null) return null;
  return figureWords[name].unit === 'money' ? Math.round(value) : Number(value.toFixed(4));
}
