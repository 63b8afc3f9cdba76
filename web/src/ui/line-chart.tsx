import { CompositeChart } from '@mantine/charts';
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/charts/styles.css';
import { useEffect, useRef } from 'react';
import { useActiveTooltipLabel } from 'recharts';
import type { LineFigureData } from './line-figure.tsx';
import { seriesStyle } from './series.ts';
import { day, longDay } from '#web/lib/format.ts';

/** The drawing itself, in a file of its own so that recharts is loaded only where a chart is shown. */
export default function LineChartDrawing({ rows, series, format, formatAxis, steps, isClose, onPick }: LineFigureData) {
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
  const widthOf = (name: string) => drawn.find((one) => one.name === name)?.strokeWidth ?? 2;
  return (
    <CompositeChart
      h="100%"
      data={rows}
      dataKey="date"
      // Areas first, so that no line lies under one.
      series={drawn.toSorted((a, b) => Number(b.type === 'area') - Number(a.type === 'area'))}
      curveType={steps ? 'stepAfter' : 'linear'}
      withDots={rows.length === 1}
      connectNulls={false}
      gridAxis="x"
      tickLine="none"
      valueFormatter={format}
      tooltipProps={{ labelFormatter: (label) => (typeof label === 'string' ? longDay(label) : '') }}
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

/** Tells which day the pointer or the arrow keys are at: the chart tells those inside it alone. */
function ActiveDay({ onChange }: { onChange: (date: string | undefined) => void }) {
  const label = useActiveTooltipLabel();
  useEffect(() => onChange(typeof label === 'string' ? label : undefined));
  return null;
}
