import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { majorUnits, money, shortMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { LineFigure } from '#web/ui/line-figure.tsx';
import { behindDay, isKnown, savedAs, type Shown, unknownDays } from './shown.ts';

/** What stock was worth at cost when each day closed. */
export function StockOverTime({ days, shown }: { days: SalesDashboard['days']; shown: Shown }) {
  const navigate = useNavigate();
  const { currency, dataFrom } = shown;
  const rows = useMemo(
    () => days.map(({ date, stockMinor }) => ({ date, stock: isKnown({ dataFrom }, date) ? stockMinor : null })),
    [days, dataFrom],
  );
  const last = days.at(-1)?.stockMinor ?? 0;
  const search = (date: string) => ({ ...behindDay(shown, date), show: 'stock' as const });
  return (
    <LineFigure
      title="Stock value over time"
      note="at cost, when each day closed"
      summary={`Stock at cost when each of ${days.length} days closed, ${money(last, currency)} at last. The arrow keys go from day to day, Enter opens one.`}
      empty={unknownDays(shown)}
      rows={rows}
      series={[{ key: 'stock', label: 'Stock at cost', colour: 3 }]}
      isClose
      column={{ kind: 'money', currency }}
      format={(minor) => money(minor, currency)}
      formatAxis={(minor) => shortMoney(majorUnits(minor, currency), currency)}
      height={250}
      onPick={(date) => void navigate({ to: paths.figures, search: search(date) })}
      renderLink={(date, text) => (
        <Link className="link" to={paths.figures} search={search(date)}>
          {text}
        </Link>
      )}
      exportName={savedAs('stock value by day', shown)}
    />
  );
}
