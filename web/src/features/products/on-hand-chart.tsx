import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type * as z from 'zod';
import type { StockHistory } from '#domain/stock/stock.ts';
import { historyDays, useHistory } from './get-history.ts';
import { plural, quantity } from '#web/lib/format.ts';
import { LineFigure, type LineFigureData } from '#web/ui/line-figure.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';

const title = `On hand, last ${historyDays} days`;
const mostLines = 6; // more lines than that cannot be told apart

/** What stood on the shelf at the close of each day, a line for each store (or only the chosen one). */
export function OnHandChart({ productId, store }: { productId: string; store: string | undefined }) {
  const { data, error, refetch } = useHistory(productId);
  const figure = useMemo(() => data && figureOf(data, store), [data, store]);
  if (figure && figure.series.length > 0) {
    const hidden = (data?.stores.length ?? 0) - mostLines;
    const note = store === undefined && hidden > 0 ? `${plural(hidden, 'store', 'stores')} more: choose one` : '';
    return (
      <LineFigure
        title={store === undefined ? title : `${title} · ${figure.series.map(({ label }) => label).join()}`}
        summary={`Quantity on hand at the close of each day, for ${figure.series.map(({ label }) => label).join(', ')}. The table view has every day.`}
        side={note ? <span className="quiet">{note}</span> : null}
        steps
        format={(value) => quantity(String(value))}
        formatAxis={(value) => quantity(String(value))}
        {...figure}
      />
    );
  }
  return (
    <Panel title={title}>
      <div style={{ minHeight: 260 }}>
        {figure ? <Notice title="Nothing has moved yet" minHeight={260} /> : null}
        {!figure && error ? (
          <Failed what="The chart" error={error} onRetry={() => void refetch()} minHeight={260} />
        ) : null}
        {!figure && !error ? <Skeleton h={260} /> : null}
      </div>
    </Panel>
  );
}

/** Days as rows and stores as series. Stores may have days of their own; a day unknown to one stays empty there. */
function figureOf(
  history: z.infer<typeof StockHistory>,
  store: string | undefined,
): Pick<LineFigureData, 'rows' | 'series'> {
  const stores = history.stores.filter(({ storeId }) => store === undefined || storeId === store).slice(0, mostLines);
  const days = new Map<string, LineFigureData['rows'][number]>();
  for (const { storeId, points } of stores)
    for (const { date, onHand } of points) {
      const row: LineFigureData['rows'][number] = days.get(date) ?? { date };
      row[`store${storeId}`] = Number(onHand);
      days.set(date, row);
    }
  return {
    rows: [...days.values()].toSorted((a, b) => a.date.localeCompare(b.date)),
    series: stores.map(({ storeId, storeName }) => ({ key: `store${storeId}`, label: storeName })),
  };
}
