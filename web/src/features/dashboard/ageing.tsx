import { Link } from '@tanstack/react-router';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { day, inUnits, majorUnits, money, shortMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { type Column, ColumnChart } from '#web/ui/column-chart.tsx';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import lists from './lists.module.css';
import { savedNow, type Shown, stockList } from './shown.ts';

type Bucket = StockDashboard['ageing'][number];

/** How long ago what is on hand came in, in money; and what has not sold for long. */
export function Ageing({ dashboard, shown }: { dashboard: StockDashboard; shown: Shown }) {
  const { currency } = shown;
  const { ageing, dead } = dashboard;
  const aged = ageing.reduce((sum, { valueMinor }) => sum + valueMinor, 0);
  const searchOf = ({ fromDays }: Bucket) => stockList(shown, { ageFrom: String(fromDays) });
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Days since received', kind: 'text' },
      { title: 'Stock at cost', kind: 'money', currency },
      { title: 'Units', kind: 'quantity' },
    ],
    rows: ageing.map((bucket): Cell[] => [words(bucket), bucket.valueMinor, bucket.units]),
  });
  return (
    <FigurePanel
      title="Age of stock"
      note={
        <>
          {dashboard.demandTo === null ? '' : `as of the close of ${day(dashboard.demandTo)}, `}days since it was
          received.{' '}
          {dead.positions === 0 ? (
            'Nothing has stood unsold for 90 days.'
          ) : (
            <Link
              className={`link ${lists['within'] ?? ''}`}
              to={paths.stock}
              search={stockList(shown, { dead: 'yes' })}
            >
              {money(dead.valueMinor, currency)} has not sold for 90 days
            </Link>
          )}
        </>
      }
      height={220}
      sheet={sheet}
      renderLink={(row, text) => {
        const bucket = ageing[row];
        return (
          <Link className="link" to={paths.stock} search={bucket ? searchOf(bucket) : {}}>
            {text}
          </Link>
        );
      }}
      legend={
        <p className={lists['aside']}>
          {dashboard.demandTo === null
            ? 'Not worked out yet.'
            : `These add up to what was on hand at that close, ${money(aged, currency)}. The stock value is of now and less by stock below zero, which has no age.`}
        </p>
      }
      exportName={savedNow('age of stock', shown, dashboard.asOf)}
    >
      <ColumnChart
        title="Age of stock"
        columns={ageing.map((bucket, index): Column => ({
          key: String(index),
          label: words(bucket),
          text: shortMoney(majorUnits(bucket.valueMinor, currency), currency),
          exact: `${words(bucket)} days: ${money(bucket.valueMinor, currency)}, ${inUnits(bucket.units)}`,
          value: bucket.valueMinor,
          tone: bucket.toDays === null ? 'bad' : undefined,
        }))}
        renderColumn={({ key }, props) => {
          const bucket = ageing[Number(key)];
          return <Link to={paths.stock} search={bucket ? searchOf(bucket) : {}} {...props} />;
        }}
      />
    </FigurePanel>
  );
}

const words = ({ fromDays, toDays }: Bucket) => (toDays === null ? `${fromDays}+` : `${fromDays} to ${toDays - 1}`);
