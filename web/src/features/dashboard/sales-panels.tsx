import { Link } from '@tanstack/react-router';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { money } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { againstNote } from '#web/ui/figure-compared.ts';
import { CompletenessLine } from '#web/ui/completeness-line.tsx';
import { Attention } from './attention.tsx';
import headlines from './headlines.module.css';
import { Headlines } from './headlines.tsx';
import { BestProducts, LeastProducts } from './products-sold.tsx';
import { SalesHours } from './sales-hours.tsx';
import { SalesOverTime } from './sales-over-time.tsx';
import { Later } from './in-turn.tsx';
import { type Shown, unknownDays } from './shown.ts';
import { SoldByCategory, SoldByStore } from './sold-by.tsx';
import classes from './panels.module.css';
import { Today } from './today.tsx';

type SalesPanelsProps = {
  dashboard: SalesDashboard;
  levels: StockDashboard['levels'] | undefined;
  shown: Shown;
  timeZone: string | undefined;
};

/** What sold: how far it is known, the headlines, what needs attention, and when, where and what it was. */
export function SalesPanels({ dashboard, levels, shown, timeZone }: SalesPanelsProps) {
  const { figures, figuresBefore: before } = dashboard;
  const cards = { figures, before, shown };
  return (
    <>
      <div className={classes['notes']}>
        <CompletenessLine
          completeness={dashboard.completeness}
          currency={shown.currency}
          zone={timeZone ?? 'UTC'}
          asOf={dashboard.asOf}
        />
        <PeriodNote dashboard={dashboard} shown={shown} />
      </div>
      <div className={headlines['grid']}>
        <Today dashboard={dashboard} shown={shown} timeZone={timeZone} />
        <Headlines {...cards} show="sales" names={['netSales']} />
        <Headlines {...cards} show="margin" names={['grossMargin', 'grossMarginRate']} />
        <Headlines {...cards} show="sales" names={['averageBasket', 'transactions', 'units', 'returnRate']} />
        <Headlines {...cards} show="stock" names={['sellThrough']} />
      </div>
      {levels ? <Attention levels={levels} shown={shown} /> : null}
      <Later turn={1}>
        <div className={classes['wide']}>
          <SalesOverTime days={dashboard.days} shown={shown} />
          <SalesHours hours={dashboard.hours} shown={shown} />
        </div>
      </Later>
      <Later turn={2}>
        <div className={classes['halves']}>
          <SoldByCategory categories={dashboard.categories} shown={shown} />
          <SoldByStore stores={dashboard.stores} shown={shown} />
        </div>
      </Later>
      <Later turn={3}>
        <div className={classes['halves']}>
          <BestProducts products={dashboard.top} shown={shown} />
          <LeastProducts products={dashboard.bottom} shown={shown} />
        </div>
      </Later>
    </>
  );
}

/** What to bear in mind with these days: with what they are compared, or that only today has sales. */
function PeriodNote({ dashboard, shown }: Pick<SalesPanelsProps, 'dashboard' | 'shown'>) {
  const { days, today: soFar } = dashboard;
  const isEmpty = days.every(({ netMinor }) => netMinor === 0);
  if (
    isEmpty &&
    dashboard.completeness.beforeData?.isAll !== true &&
    soFar.netMinor !== 0 &&
    shown.days.to < shown.today
  )
    return (
      <p className={classes['note']}>
        Nothing sold in these days, but today has {money(soFar.netMinor, shown.currency)}.{' '}
        <Link
          className="link"
          to={paths.dashboard}
          search={{ ...shown.search, range: 'today', from: undefined, to: undefined }}
        >
          Show today
        </Link>
      </p>
    );
  if (unknownDays(shown) !== undefined) return null;
  const note = againstNote(shown.days, shown.today, shown);
  return note === null ? null : <p className={classes['note']}>{note}</p>;
}
