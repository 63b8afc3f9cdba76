import { LineChart } from '@mantine/charts';
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/charts/styles.css';
import type { LineFigureData } from './line-figure.tsx';
import { seriesStyle } from './series.ts';
import { day, longDay } from '#web/lib/format.ts';

/** The drawing itself, in a file of its own so that recharts is loaded only where a chart is shown. */
export default function LineChartDrawing({ rows, series, format, formatAxis, steps }: LineFigureData) {
  return (
    <LineChart
      h="100%"
      data={rows}
      dataKey="date"
      series={series.map(({ key, label }, index) => ({ name: key, label, ...seriesStyle(index) }))}
      curveType={steps ? 'stepAfter' : 'linear'}
      withDots={rows.length === 1}
      connectNulls={false}
      strokeWidth={2}
      gridAxis="x"
      tickLine="none"
      valueFormatter={format}
      tooltipProps={{ labelFormatter: (label) => (typeof label === 'string' ? longDay(label) : '') }}
      xAxisProps={{ tickFormatter: (date: string) => day(date), minTickGap: 40, tickMargin: 8 }}
      yAxisProps={{ tickFormatter: formatAxis, width: 64 }}
      lineProps={{ isAnimationActive: false }}
      lineChartProps={{ accessibilityLayer: false }}
    />
  );
}
