import type { Dashboard } from '#domain/analytics/dashboard.ts';
import { changeOf, money, percent, quantity, weekday, wholeMoney } from '#web/lib/format.ts';
import classes from './figures.module.css';

type Figures = Dashboard['currencies'][number];

/** Today so far against the same weekday last week, and what the stock is worth: three cards for each currency. */
export function Today({ dashboard, timeZone }: { dashboard: Dashboard; timeZone: string | undefined }) {
  const several = dashboard.currencies.length > 1;
  const then = `last ${weekday(dashboard.asOf, timeZone)}`;
  return (
    <div className={`${classes['grid'] ?? ''} ${several ? (classes['compact'] ?? '') : ''}`}>
      {dashboard.currencies.map((figures) => (
        <OneCurrency
          key={figures.currency}
          figures={figures}
          then={then}
          suffix={several ? ` · ${figures.currency}` : ''}
        />
      ))}
    </div>
  );
}

function OneCurrency({ figures, then, suffix }: { figures: Figures; then: string; suffix: string }) {
  const { currency, revenueMinor, revenueLastWeekMinor, units, unitsLastWeek, stockValueMinor } = figures;
  return (
    <>
      <Card className={classes['wide']} label={`Revenue today${suffix}`} value={money(revenueMinor, currency)}>
        <Change
          now={revenueMinor}
          before={revenueLastWeekMinor}
          was={money(revenueLastWeekMinor, currency)}
          then={then}
        />
      </Card>
      <Card label={`Units today${suffix}`} value={quantity(units)}>
        <Change now={Number(units)} before={Number(unitsLastWeek)} was={quantity(unitsLastWeek)} then={then} />
      </Card>
      <Card label={`Stock value${suffix}`} value={wholeMoney(stockValueMinor, currency)}>
        at average cost
      </Card>
    </>
  );
}

type CardProps = { label: string; value: string; className?: string | undefined; children: React.ReactNode };

function Card({ label, value, className, children }: CardProps) {
  return (
    <div className={`${classes['card'] ?? ''} ${className ?? ''}`}>
      <span className={classes['label']}>{label}</span>
      <span className={classes['value']}>{value}</span>
      <span className={classes['foot']}>{children}</span>
    </div>
  );
}

type ChangeProps = { now: number; before: number; was: string; then: string };

/**
 * "▲ 12.5% on last Sunday, same time": arrow and colour for the eye, words for everybody. Where a percentage would say
 * nothing it is the amount of then, `was`.
 */
function Change({ now, before, was, then }: ChangeProps) {
  const change = changeOf(now, before);
  if (change === null) return `${before === 0 ? 'nothing' : was} by this time ${then}`;
  if (change === 0) return `same as ${then} by this time`;
  const up = change > 0;
  return (
    <>
      <span className={up ? 'good' : 'bad'}>
        <span aria-hidden>{up ? '▲' : '▼'}</span> {percent(change)} {up ? 'up' : 'down'}
      </span>{' '}
      on {then}
      <span className={classes['rest']}>, same time</span>
    </>
  );
}
