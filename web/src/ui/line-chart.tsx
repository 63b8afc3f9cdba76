import { CompositeChart } from '@mantine/charts';
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/charts/styles.css';
import { useEffect, useRef } from 'react';
import { useActiveTooltipLabel } from 'recharts';
import type { LineFigureData } from './line-figure.tsx';
import { isRunning, seriesStyle } from './series.ts';
import { day, longDay } from '#web/lib/format.ts';

/** The drawing itself, in a file of its own so that recharts is loaded only where a chart is shown. */
export default function LineChartDrawing(figure: LineFigureData) {
  const { rows, series, format, formatAxis, steps, isClose, runningFrom, onPick } = figure;
  const active = useRef<string>(undefined);
  const pick = () => {
    if (active.current !== undefined) onPick?.(active.current);
  };
  const drawn = series.map((one, index) => ({
    name: one.key,
    label: one.label,
    type: one.isFilled === true ? ('area' as const) : ('line' as const),
    ...seriesStyle(index, one),
  }));
  const points = pointsOf(figure);
  const widthOf = (name: string) => drawn.find((one) => one.name === name)?.strokeWidth ?? 2;
  const labelOf = (date: string) => `${longDay(date)}${isRunning(date, runningFrom) ? ', not over yet' : ''}`;
  return (
    <CompositeChart
      h="100%"
      data={points}
      dataKey="date"
      // Areas first, so that no line lies under one.
      series={drawn.toSorted((a, b) => Number(b.type === 'area') - Number(a.type === 'area'))}
      curveType={steps ? 'stepAfter' : 'linear'}
      withDots={false}
      connectNulls={false}
      gridAxis="x"
      tickLine="none"
      valueFormatter={format}
      tooltipProps={{ labelFormatter: (label) => (typeof label === 'string' ? labelOf(label) : '') }}
      xAxisProps={{ tickFormatter: (date: string) => day(date), minTickGap: 40, tickMargin: 8 }}
      yAxisProps={{
        tickFormatter: formatAxis,
        width: 64,
        ...(isClose && rows.length > 1 ? { domain: ['auto', 'auto'] } : {}),
      }}
      lineProps={({ name }) => ({ isAnimationActive: false, strokeWidth: widthOf(name) })}
      areaProps={({ name }) => ({ isAnimationActive: false, strokeWidth: widthOf(name), fillOpacity: 0.1 })}
      accessibilityLayer={onPick !== undefined}
      composedChartProps={{ accessibilityLayer: onPick !== undefined, onClick: pick }}
      style={onPick ? { cursor: 'pointer' } : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter') pick();
      }}
    >
      <ActiveDay
        onChange={(date) => {
          active.current = date;
        }}
      />
    </CompositeChart>
  );
}

/** What is drawn: of a day that is not over only what it is compared with, as its line would dive to nothing. */
function pointsOf({ rows, series, runningFrom }: LineFigureData): LineFigureData['rows'] {
  const unfinished = series.filter(({ isBefore }) => isBefore !== true).map(({ key }): [string, null] => [key, null]);
  const without: Record<string, null> = Object.fromEntries(unfinished);
  return rows.map((row) => (isRunning(row.date, runningFrom) ? Object.assign({ ...row }, without) : row));
}

/** Tells which day the pointer or the arrow keys are at: the chart tells those inside it alone. */
function ActiveDay({ onChange }: { onChange: (date: string | undefined) => void }) {
  const label = useActiveTooltipLabel();
  useEffect(() => onChange(typeof label === 'string' ? label : undefined));
  return null;
}
