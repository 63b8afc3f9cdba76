import { Link } from '@tanstack/react-router';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { differenceOf } from '#web/lib/figure-words.ts';
import { money } from '#web/lib/format.ts';
import { type FiguresSearch, paths } from '#web/paths.ts';
import { BarChart } from '#web/ui/bar-chart.tsx';
import { Change } from '#web/ui/change.tsx';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { savedAs, type Shown } from './shown.ts';

type Sold = { netMinor: number; marginMinor: number; units: string; beforeNetMinor: number | null };
type Line = Sold & { key: string; label: string; search: FiguresSearch };

/** Net sales of each category; a press opens its products. */
export function SoldByCategory({ categories, shown }: { categories: SalesDashboard['categories']; shown: Shown }) {
  const lines = categories.map(({ category, ...sold }): Line => ({
    ...sold,
    key: category ?? '',
    label: category ?? 'No category',
    search: { ...shown.search, by: 'product', ...(category === null ? { without: 'category' } : { category }) },
  }));
  return <SoldBy title="Sales by category" head="Category" lines={lines} shown={shown} />;
}

/** Net sales of each store; a press opens its categories. */
export function SoldByStore({ stores, shown }: { stores: SalesDashboard['stores']; shown: Shown }) {
  const lines = stores.map(({ storeId, name, ...sold }): Line => ({
    ...sold,
    key: storeId,
    label: name,
    search: { ...shown.search, by: 'category', store: storeId },
  }));
  return <SoldBy title="Sales by store" head="Store" lines={lines} shown={shown} />;
}

type SoldByProps = { title: string; head: string; lines: Line[]; shown: Shown };

function SoldBy({ title, head, lines, shown }: SoldByProps) {
  const { currency, before } = shown;
  const sorted = lines.toSorted((a, b) => b.netMinor - a.netMinor || a.label.localeCompare(b.label));
  const sheet = (): Sheet => ({
    columns: [
      { title: head, kind: 'text' },
      { title: 'Net sales', kind: 'money', currency },
      ...(before ? [{ title: 'Net sales before', kind: 'money', currency } as const] : []),
      { title: 'Gross margin', kind: 'money', currency },
      { title: 'Units', kind: 'quantity' },
    ],
    rows: sorted.map((line): Cell[] => [
      line.label,
      line.netMinor,
      ...(before ? [line.beforeNetMinor] : []),
      line.marginMinor,
      line.units,
    ]),
  });
  return (
    <FigurePanel
      title={title}
      note={before ? 'the mark shows the days before' : null}
      height={284}
      sheet={sheet}
      renderLink={(row, text) => (
        <Link className="link" to={paths.figures} search={sorted[row]?.search ?? {}}>
          {text}
        </Link>
      )}
      exportName={savedAs(title, shown)}
    >
      {sorted.length === 0 ? <Notice title="Nothing sold in this period" minHeight={200} /> : null}
      <BarChart
        title={title}
        bars={sorted.map((line) => {
          const difference = differenceOf('netSales', { value: line.netMinor }, { value: line.beforeNetMinor });
          return {
            key: line.key,
            label: line.label,
            text: money(line.netMinor, currency),
            value: line.netMinor,
            before: line.beforeNetMinor,
            foot: difference ? <Change difference={difference} /> : null,
          };
        })}
        renderBar={({ key }, props) => (
          <Link to={paths.figures} search={sorted.find((line) => line.key === key)?.search ?? {}} {...props} />
        )}
      />
    </FigurePanel>
  );
}
