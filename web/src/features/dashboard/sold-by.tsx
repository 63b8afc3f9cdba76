import { Link } from '@tanstack/react-router';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { money } from '#web/lib/format.ts';
import { type FiguresSearch, paths } from '#web/paths.ts';
import { BarChart } from '#web/ui/bar-chart.tsx';
import { Change } from '#web/ui/change.tsx';
import { changeAgainst, knownOf, partWords } from '#web/ui/figure-compared.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { beforeColumn, nothingSold, savedAs, type Shown, unknownDays } from './shown.ts';

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
  const { currency } = shown;
  const before = beforeColumn(shown);
  // Nothing at all is known of days ahead or before all data: not even that nothing was sold.
  const known = unknownDays(shown) === undefined ? lines : [];
  const sorted = known.toSorted((a, b) => b.netMinor - a.netMinor || a.label.localeCompare(b.label));
  const sheet = (): Sheet => ({
    columns: [
      { title: head, kind: 'text' },
      { title: 'Net sales', kind: 'money', currency },
      ...before,
      { title: 'Gross margin', kind: 'money', currency },
      { title: 'Units', kind: 'quantity' },
    ],
    rows: sorted.map((line): Cell[] => [
      line.label,
      line.netMinor,
      ...before.map(() => line.beforeNetMinor),
      line.marginMinor,
      line.units,
    ]),
  });
  return (
    <FigurePanel
      title={title}
      note={markWords(shown)}
      height={284}
      sheet={sheet}
      renderLink={(row, text) => (
        <Link className="link" to={paths.figures} search={sorted[row]?.search ?? {}}>
          {text}
        </Link>
      )}
      exportName={savedAs(title, shown)}
    >
      {sorted.length === 0 ? <Notice title={nothingSold(shown)} minHeight={200} /> : null}
      <BarChart
        title={title}
        bars={sorted.map((line) => {
          const difference = changeAgainst('netSales', { value: line.netMinor }, { value: line.beforeNetMinor }, shown);
          return {
            key: line.key,
            label: line.label,
            text: money(line.netMinor, currency),
            value: line.netMinor,
            before: knownOf(shown) === 'all' ? line.beforeNetMinor : null,
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

/** What the mark across each bar is; of days before of which a part is known there is none. */
function markWords(shown: Shown): string | null {
  if (unknownDays(shown) !== undefined) return null;
  if (knownOf(shown) !== 'all') return partWords(shown);
  return shown.isOnlyToday ? 'the mark shows the whole day before' : 'the mark shows the days before';
}
