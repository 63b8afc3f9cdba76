import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import type { Dashboard } from '#domain/analytics/dashboard.ts';
import { majorUnits, money, shortMoney } from '#web/lib/format.ts';
import { LineFigure } from '#web/ui/line-figure.tsx';

type RevenueChartProps = {
  dashboard: Dashboard;
  currency: string | undefined;
  onCurrency: (currency: string) => void;
};

/** Net revenue of the last 30 business days, one currency at a time: amounts in two currencies share no axis. */
export function RevenueChart({ dashboard, currency, onCurrency }: RevenueChartProps) {
  const { revenue } = dashboard;
  const currencies = useMemo(() => [...new Set(revenue.map((row) => row.currency))].toSorted(), [revenue]);
  const shown =
    currency !== undefined && currencies.includes(currency)
      ? currency
      : (mainCurrency(dashboard) ?? currencies[0] ?? 'GBP');
  const rows = useMemo(
    () =>
      revenue
        .filter((row) => row.currency === shown)
        .map(({ date, revenueMinor }) => ({ date, revenue: majorUnits(revenueMinor, shown) })),
    [revenue, shown],
  );
  const toMinor = (major: number) => Math.round((major * 1e6) / majorUnits(1e6, shown));
  const total = revenue.reduce((sum, row) => (row.currency === shown ? sum + row.revenueMinor : sum), 0);
  return (
    <LineFigure
      title="Revenue, last 30 days"
      summary={`Net revenue of each of the last 30 business days, ${money(total, shown)} in all. The table view has every day.`}
      rows={rows}
      series={[{ key: 'revenue', label: `Revenue, ${shown}` }]}
      format={(value) => money(toMinor(value), shown)}
      formatAxis={(value) => shortMoney(value, shown)}
      side={
        currencies.length > 1 ? (
          <SegmentedControl size="xs" data={currencies} value={shown} onChange={onCurrency} aria-label="Currency" />
        ) : null
      }
    />
  );
}

/** The currency in which most stores sell; of equals the first. */
function mainCurrency(dashboard: Dashboard): string | undefined {
  const stores = new Map<string, number>();
  for (const { currency } of dashboard.stores) stores.set(currency, (stores.get(currency) ?? 0) + 1);
  return [...stores].toSorted(([a, one], [b, two]) => two - one || a.localeCompare(b))[0]?.[0];
}
