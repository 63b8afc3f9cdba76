import { Link } from '@tanstack/react-router';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { differenceOf } from '#web/lib/figure-words.ts';
import { money, quantity, unitWord, weekday } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Change } from '#web/ui/change.tsx';
import type { Shown } from './shown.ts';
import classes from './headlines.module.css';

type TodayProps = { dashboard: SalesDashboard; shown: Shown; timeZone: string | undefined };

/** Today so far against the same weekday last week up to the same time, whatever period is shown beside it. */
export function Today({ dashboard: { today, asOf }, shown, timeZone }: TodayProps) {
  const { currency, search } = shown;
  const { lastWeekMinor, lastWeekUnits } = today;
  return (
    <Link
      to={paths.figures}
      search={{ ...search, range: 'today', from: undefined, to: undefined }}
      className={`${classes['card'] ?? ''} ${classes['today'] ?? ''}`}
    >
      <span className={classes['label']}>Sales today so far</span>
      <span className={classes['value']}>{money(today.netMinor, currency)}</span>
      <span className={classes['foot']}>
        {lastWeekMinor === null ? null : (
          <Against
            name="netSales"
            now={today.netMinor}
            before={lastWeekMinor}
            was={money(lastWeekMinor, currency)}
            then={`last ${weekday(asOf, timeZone)} by now`}
          />
        )}
      </span>
      <span className={classes['second']}>
        <b>{quantity(today.units)}</b> {unitWord(today.units)}{' '}
        {lastWeekUnits === null ? null : (
          <span className="quiet">
            <Against
              name="units"
              now={Number(today.units)}
              before={Number(lastWeekUnits)}
              was={quantity(lastWeekUnits)}
              then="by then"
            />
          </span>
        )}
      </span>
    </Link>
  );
}

type AgainstProps = { name: 'netSales' | 'units'; now: number; before: number; was: string; then: string };

/** The change; where a percentage would say nothing, what it was: "none last Monday by now". */
function Against({ name, now, before, was, then }: AgainstProps) {
  const difference = differenceOf(name, { value: now }, { value: before });
  if (difference)
    return (
      <>
        <Change difference={difference} /> {name === 'netSales' ? `than ${then}` : null}
      </>
    );
  return `${before === 0 ? 'none' : was} ${then}`;
}
