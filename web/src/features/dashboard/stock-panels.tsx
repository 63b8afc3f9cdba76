import type { ReactNode } from 'react';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { Ageing } from './ageing.tsx';
import { ClassMatrix } from './class-matrix.tsx';
import { Cover } from './cover.tsx';
import headlines from './headlines.module.css';
import { Headlines } from './headlines.tsx';
import classes from './panels.module.css';
import { Later } from './in-turn.tsx';
import type { Shown } from './shown.ts';
import { StockOuts } from './stock-outs.tsx';
import { StockOverTime } from './stock-over-time.tsx';

type StockPanelsProps = {
  dashboard: StockDashboard;
  sales: SalesDashboard;
  shown: Shown;
  /** What stands beside what is out of stock. */
  beside: ReactNode;
};

/** What is in stock: what it is worth, how long it lasts, how old it is, and what is missing. */
export function StockPanels({ dashboard, sales, shown, beside }: StockPanelsProps) {
  const cards = { figures: sales.figures, before: sales.figuresBefore, shown };
  return (
    <>
      <Later turn={4}>
        <div className={classes['head']}>
          <h2 className={classes['part']}>Stock</h2>
          <p className={classes['changing']} role="status">
            {dashboard.isChanging ? 'Cover, classes, ages: updating…' : ''}
          </p>
        </div>
        <div className={headlines['row']}>
          <Headlines {...cards} show="stock" names={['stockValue', 'stockTurn', 'gmroi']} />
          <Headlines {...cards} show="availability" names={['stockOutRate', 'missedSales']} />
          <Headlines {...cards} show="losses" names={['shrinkage']} />
        </div>
      </Later>
      <Later turn={5}>
        <div className={classes['halves']}>
          <StockOverTime days={sales.days} shown={shown} />
          <ClassMatrix dashboard={dashboard} shown={shown} />
        </div>
      </Later>
      <Later turn={6}>
        <div className={classes['halves']}>
          <Cover dashboard={dashboard} shown={shown} />
          <Ageing dashboard={dashboard} shown={shown} />
        </div>
      </Later>
      <Later turn={7}>
        <div className={classes['halves']}>
          <StockOuts dashboard={dashboard} shown={shown} />
          {beside}
        </div>
      </Later>
    </>
  );
}
