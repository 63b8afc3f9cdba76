import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { dayRange, majorUnits, money, shortMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { knownOf, partWords } from '#web/ui/figure-compared.ts';
import { LineFigure, type LineSeries } from '#web/ui/line-figure.tsx';
import { behindDay, isKnown, savedAs, type Shown, unknownDays } from './shown.ts';

const now: LineSeries[] = [
  { key: 'net', label: 'Net sales', colour: 0, isFilled: true },
  { key: 'margin', label: 'Gross margin', colour: 1 },
];
// While the day runs, what it stands beside is a whole one: the words say so.
const soFar: LineSeries[] = [
  { key: 'net', label: 'Net sales so far' },
  { key: 'margin', label: 'Gross margin so far' },
];
const wholeDay: LineSeries[] = [
  { key: 'beforeNet', label: 'Net sales of the whole day before', isBefore: true },
  { key: 'beforeMargin', label: 'Gross margin of the whole day before', isBefore: true },
];
const then: LineSeries[] = [
  { key: 'beforeNet', label: 'Net sales before', colour: 0, isBefore: true },
  { key: 'beforeMargin', label: 'Gross margin before', colour: 1, isBefore: true },
];

/** Net sales and gross margin of every day, with those of the day that each is compared with. */
export function SalesOverTime({ days, shown }: { days: SalesDashboard['days']; shown: Shown }) {
  const navigate = useNavigate();
  const { currency, dataFrom, today } = shown;
  // Of days of which nothing is known there is no line at nothing.
  const before = knownOf(shown) === 'none' || shown.isAhead ? null : shown.before;
  const rows = useMemo(
    () =>
      days.map(({ date, netMinor, marginMinor, beforeNetMinor, beforeMarginMinor }) => ({
        date,
        net: isKnown({ dataFrom }, date) ? netMinor : null,
        margin: isKnown({ dataFrom }, date) ? marginMinor : null,
        beforeNet: beforeNetMinor,
        beforeMargin: beforeMarginMinor,
      })),
    [days, dataFrom],
  );
  const isEmpty = days.every(
    (day) => !day.netMinor && !day.marginMinor && !day.beforeNetMinor && !day.beforeMarginMinor,
  );
  const total = days.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const open = (date: string) => void navigate({ to: paths.figures, search: behindDay(shown, date) });
  return (
    <LineFigure
      title="Sales over time"
      note={
        before ? [`against ${dayRange(before.from, before.to)}`, partWords(shown)].filter(Boolean).join(', ') : null
      }
      summary={`Net sales and gross margin of ${days.length} days, ${money(total, currency)} of sales in all. The arrow keys go from day to day, Enter opens one. The table view has every day.`}
      empty={unknownDays(shown) ?? (isEmpty ? 'Nothing sold in this period' : undefined)}
      rows={rows}
      runningFrom={today}
      series={[...(shown.isOnlyToday ? soFar : now), ...(before ? (shown.isOnlyToday ? wholeDay : then) : [])]}
      column={{ kind: 'money', currency }}
      format={(minor) => money(minor, currency)}
      formatAxis={(minor) => shortMoney(majorUnits(minor, currency), currency)}
      height={300}
      onPick={open}
      renderLink={(date, text) => (
        <Link className="link" to={paths.figures} search={behindDay(shown, date)}>
          {text}
        </Link>
      )}
      exportName={savedAs('sales by day', shown)}
    />
  );
}
