import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { inUnits, money, plural, weekdayName } from '#web/lib/format.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { type HeatCell, HeatMap } from '#web/ui/heat-map.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { nothingSold, savedAs, type Shown } from './shown.ts';

const HourDays = lazy(() => import('./hour-days.tsx'));

const measures = [
  { value: 'net', label: 'Sales' },
  { value: 'transactions', label: 'Receipts' },
];

/** When it sells: every hour of every weekday, added up over the period. */
export function SalesHours({ hours, shown }: { hours: SalesDashboard['hours']; shown: Shown }) {
  const [measure, setMeasure] = useState('net');
  const [open, setOpen] = useState<HeatCell>();
  const { currency } = shown;
  const cells = hours.map(({ weekday, hour, netMinor, units, transactions }) => ({
    weekday,
    hour,
    value: measure === 'net' ? netMinor : transactions,
    exact: `${weekdayName(weekday, 'long')} ${clock(hour)}: ${money(netMinor, currency)}, ${inUnits(units)}, ${plural(transactions, 'receipt', 'receipts')}`,
  }));
  const sorted = hours.toSorted((a, b) => a.weekday - b.weekday || a.hour - b.hour);
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Weekday', kind: 'text' },
      { title: 'Hour', kind: 'text' },
      { title: 'Net sales', kind: 'money', currency },
      { title: 'Units', kind: 'quantity' },
      { title: 'Receipts', kind: 'count' },
    ],
    rows: sorted.map(({ weekday, hour, netMinor, units, transactions }): Cell[] => [
      weekdayName(weekday, 'long'),
      clock(hour),
      netMinor,
      units,
      transactions,
    ]),
  });
  return (
    <FigurePanel
      title="When it sells"
      note="by the store's clock, over the period"
      height={327}
      sheet={sheet}
      exportName={savedAs('sales by hour', shown)}
      side={
        <SegmentedControl
          size="xs"
          data={measures}
          value={measure}
          onChange={setMeasure}
          aria-label="When it sells: measure"
        />
      }
    >
      {hours.length === 0 ? (
        <Notice title={nothingSold(shown)} minHeight={200} />
      ) : (
        <HeatMap title="When it sells, hours by weekdays" cells={cells} onPick={setOpen} />
      )}
      {open ? (
        <Suspense fallback={null}>
          <HourDays cell={open} shown={shown} onClose={() => setOpen(undefined)} />
        </Suspense>
      ) : null}
    </FigurePanel>
  );
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
