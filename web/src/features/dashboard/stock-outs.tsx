import { Link } from '@tanstack/react-router';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { figureText } from '#web/lib/figure-words.ts';
import { estimate } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Notice } from '#web/ui/notice.tsx';
import rows from '#web/ui/rows.module.css';
import { StoreTime } from '#web/ui/store-time.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import classes from './lists.module.css';
import { savedNow, type Shown, stockList } from './shown.ts';

/** What is out just now, what sells best first, and what that has cost in the last 30 days that are over. */
export function StockOuts({ dashboard, shown }: { dashboard: StockDashboard; shown: Shown }) {
  const { open, rate, missed } = dashboard.stockOuts;
  const { currency } = shown;
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Product', kind: 'text' },
      { title: 'SKU', kind: 'text' },
      { title: 'Store', kind: 'text' },
      { title: 'Out since', kind: 'text' },
      { title: 'Usually sold a day', kind: 'quantity' },
    ],
    rows: open.map((one): Cell[] => [one.name, one.sku, one.storeName, one.since, one.dailyUnits]),
  });
  return (
    <FigurePanel
      title="Out of stock now"
      note={`30 days up to yesterday: ${figureText('stockOutRate', rate, currency)} of opening hours without stock, ${missed.value === null ? 'missed sales not known' : `about ${figureText('missedSales', missed, currency)} of sales missed`}`}
      height={470}
      sheet={sheet}
      renderLink={(row, text) => {
        const one = open[row];
        return (
          <Link
            className="link"
            to={paths.product}
            params={{ productId: one?.productId ?? '' }}
            search={one ? { store: one.storeId } : {}}
          >
            {text}
          </Link>
        );
      }}
      exportName={savedNow('out of stock', shown, dashboard.asOf)}
      legend={
        <div className={classes['all']}>
          <Link className="link" to={paths.stock} search={stockList(shown, { state: 'out' })}>
            All that is out
          </Link>
        </div>
      }
    >
      {open.length === 0 ? (
        <Notice title="Nothing that sells is out of stock" minHeight={200}>
          What runs out shows here, with what it usually sells in a day.
        </Notice>
      ) : null}
      <ul className={`${rows['list'] ?? ''} ${classes['outs'] ?? ''}`} tabIndex={0} aria-label="Out of stock now">
        {open.map((one) => (
          <li key={`${one.storeId} ${one.productId}`} className={classes['row']}>
            <div className={classes['main']}>
              <div className={rows['line']}>
                <Link
                  className="link one-line"
                  to={paths.product}
                  params={{ productId: one.productId }}
                  search={{ store: one.storeId }}
                >
                  {one.name}
                </Link>
                <span className={classes['end']}>
                  {one.dailyUnits === null ? '' : `${estimate(one.dailyUnits)} a day`}
                </span>
              </div>
              <div className={`${rows['line'] ?? ''} ${rows['small'] ?? ''}`}>
                <span className="one-line">{one.storeName}</span>
                <span className={classes['end']}>
                  since <StoreTime at={one.since} storeId={one.storeId} />
                </span>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </FigurePanel>
  );
}
