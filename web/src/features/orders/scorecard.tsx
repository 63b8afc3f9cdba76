import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Scorecard } from '#domain/orders/scorecard.ts';
import { count, decimal, money, percent, plural } from '#web/lib/format.ts';
import { Failed } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { useScorecard } from './get-scorecard.ts';
import classes from './scorecard.module.css';

/** How a supplier has done in the last 365 days: on time, in full, how fast, and at what prices. */
export function SupplierScorecard({ supplierId, side }: { supplierId: string; side?: ReactNode }) {
  const { data, error, refetch } = useScorecard(supplierId);
  return (
    <Panel title="Scorecard" note="Orders of the last 365 days" side={side} style={{ marginBottom: 16 }}>
      {data ? <Figures card={data} /> : null}
      {!data && error ? (
        <Failed what="The scorecard" error={error} onRetry={() => void refetch()} minHeight={128} />
      ) : null}
      {!data && !error ? <Skeleton className={classes['figures']} /> : null}
    </Panel>
  );
}

function Figures({ card }: { card: Scorecard }) {
  const { leadTime } = card;
  return (
    <dl className={classes['figures']}>
      <Figure name="On time" value={shareOf(card.onTime)}>
        of {plural(card.due, 'order that was due', 'orders that were due')}
      </Figure>
      <Figure name="Fill rate" value={shareOf(card.fillRate)}>
        of the units of closed orders came
      </Figure>
      <Figure name="Lead time" value={`${decimal(leadTime.plannedDays, 1)} days`}>
        ± {decimal(leadTime.plannedDeviation, 1)}, {learnedFrom(leadTime)}
      </Figure>
      <Figure name="Damaged" value={shareOf(card.damagedShare)}>
        of all units that came
      </Figure>
      <Figure name="Charged over order" value={overcharge(card.costs)}>
        for what was accepted
      </Figure>
      <Figure name="Awaited" value={count(card.open)}>
        {card.late > 0 ? <span className="bad">{count(card.late)} late, </span> : null}
        {card.openValue.map(({ currency, amountMinor }) => money(amountMinor, currency)).join(' and ') ||
          'nothing to come'}
      </Figure>
    </dl>
  );
}

const Figure = ({ name, value, children }: { name: string; value: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className={classes['value']}>{value}</dd>
    <dd className={classes['basis']}>{children}</dd>
  </div>
);

const shareOf = (value: number | null) => (value === null ? '–' : percent(value));

/** Where the days that planning goes by come from. */
function learnedFrom({ observations, observedDays, typedDays }: Scorecard['leadTime']): string {
  const typed = typedDays === null ? 'nothing typed' : `typed ${plural(typedDays, 'day', 'days')}`;
  if (observations === 0 || observedDays === null) return `${typed}, nothing seen yet`;
  return `${decimal(observedDays, 1)} seen in ${plural(observations, 'order', 'orders')}, ${typed}`;
}

function overcharge(costs: Scorecard['costs']): string {
  const different = costs.filter(({ differenceMinor }) => differenceMinor !== 0);
  if (costs.length === 0) return '–';
  if (different.length === 0) return 'nothing';
  return different.map(({ currency, differenceMinor }) => money(differenceMinor, currency)).join(', ');
}
