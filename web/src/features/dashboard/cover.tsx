import { Link } from '@tanstack/react-router';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { count, money, plural } from '#web/lib/format.ts';
import { paths, type StockSearch } from '#web/paths.ts';
import { type Column, ColumnChart } from '#web/ui/column-chart.tsx';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { savedNow, type Shown, stockList } from './shown.ts';

type Bucket = StockDashboard['cover'][number];

/** How long stock lasts: how many products, each in each store, have how many days of it. */
export function Cover({ dashboard, shown }: { dashboard: StockDashboard; shown: Shown }) {
  const { currency } = shown;
  const searchOf = (bucket: Bucket): StockSearch =>
    stockList(
      shown,
      bucket.kind === 'noDemand'
        ? { noDemand: 'yes' }
        : { coverFrom: String(bucket.fromDays), ...(bucket.toDays === null ? {} : { coverTo: String(bucket.toDays) }) },
    );
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Days of cover', kind: 'text' },
      { title: 'Positions', kind: 'count' },
      { title: 'Stock at cost', kind: 'money', currency },
    ],
    rows: dashboard.cover.map((bucket): Cell[] => [words(bucket), bucket.positions, bucket.valueMinor]),
  });
  return (
    <FigurePanel
      title="Days of cover"
      note="products, each in each store, at the rate of the last 28 days in stock; none left: out, below zero or all kept for buyers"
      height={220}
      sheet={sheet}
      renderLink={(row, text) => {
        const bucket = dashboard.cover[row];
        return (
          <Link className="link" to={paths.stock} search={bucket ? searchOf(bucket) : {}}>
            {text}
          </Link>
        );
      }}
      exportName={savedNow('days of cover', shown, dashboard.asOf)}
    >
      {dashboard.cover.length === 0 ? <Notice title="Not worked out yet" minHeight={180} /> : null}
      <ColumnChart
        title="Days of cover"
        columns={dashboard.cover.map((bucket, index): Column => ({
          key: String(index),
          label: words(bucket),
          text: count(bucket.positions),
          exact: `${words(bucket)}: ${plural(bucket.positions, 'position', 'positions')}, ${money(bucket.valueMinor, currency)} at cost`,
          value: bucket.positions,
          tone: bucket.kind === 'noDemand' ? 'calm' : isOut(bucket) ? 'bad' : undefined,
        }))}
        renderColumn={({ key }, props) => {
          const bucket = dashboard.cover[Number(key)];
          return <Link to={paths.stock} search={bucket ? searchOf(bucket) : {}} {...props} />;
        }}
      />
    </FigurePanel>
  );
}

const isOut = ({ fromDays, toDays }: Bucket) => fromDays === 0 && toDays === 0;

function words(bucket: Bucket): string {
  if (bucket.kind === 'noDemand') return 'no demand';
  // Below zero is none left as well: this is more than the list of what is out.
  if (isOut(bucket)) return 'none left';
  if (bucket.toDays === null) return `${bucket.fromDays}+`;
  return bucket.fromDays === 0 ? `under ${bucket.toDays}` : `${bucket.fromDays} to ${bucket.toDays - 1}`;
}
