import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, lazy, type ReactNode, Suspense, useState } from 'react';
import { longDay } from '#web/lib/format.ts';
import { Panel } from './panel.tsx';
import { seriesStyle } from './series.ts';
import table from './table.module.css';
import classes from './line-figure.module.css';

const load = () => import('./line-chart.tsx');
const Drawing = lazy(load);

/** Begins to fetch the drawing while the page still waits for its figures. A failure shows where it is drawn. */
export const preloadChart = (): void => void load().catch(() => undefined);

export type LineFigureData = {
  /** One row a day, oldest first: `date` and a number (or null: nothing known) under each series' key. */
  rows: ({ date: string } & Record<string, string | number | null>)[];
  series: { key: string; label: string }[];
  format: (value: number) => string;
  formatAxis: (value: number) => string;
  /** Draw steps, for values that hold until they change. */
  steps?: boolean;
};

type LineFigureProps = LineFigureData & {
  title: string;
  /** What the picture shows, in a sentence, for those who do not see it. */
  summary: string;
  side?: ReactNode;
  height?: number;
};

/** A chart over days, with the same figures as a table one press away. */
export function LineFigure({ title, summary, side, height = 260, ...data }: LineFigureProps) {
  const [view, setView] = useState('chart');
  const style = { '--figure-height': `${height}px` } as CSSProperties;
  const views = [
    { value: 'chart', label: 'Chart' },
    { value: 'table', label: 'Table' },
  ];
  const controls = (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
      {side}
      <SegmentedControl size="xs" data={views} value={view} onChange={setView} aria-label={`${title}: view as`} />
    </div>
  );
  return (
    <Panel title={title} side={controls} style={style}>
      {view === 'table' ? (
        <FigureTable title={title} {...data} />
      ) : (
        <>
          <div className={classes['box']} role="img" aria-label={summary}>
            <Suspense fallback={null}>
              <Drawing {...data} />
            </Suspense>
          </div>
          {data.series.length > 1 ? <Legend series={data.series} /> : null}
        </>
      )}
    </Panel>
  );
}

/** Which line is which, drawn as the line is. The table view says the same to screen readers. */
function Legend({ series }: Pick<LineFigureData, 'series'>) {
  return (
    <div className={classes['legend']} aria-hidden>
      {series.map(({ key, label }, index) => {
        const { color, strokeDasharray } = seriesStyle(index);
        return (
          <span key={key}>
            <svg width={26} height={8}>
              <line x1={0} x2={26} y1={4} y2={4} stroke={color} strokeWidth={2.5} strokeDasharray={strokeDasharray} />
            </svg>
            {label}
          </span>
        );
      })}
    </div>
  );
}

function FigureTable({ title, rows, series, format }: LineFigureData & { title: string }) {
  return (
    <section className={classes['scroll']} aria-label={`${title}, table`} tabIndex={0}>
      <table className={`${table['table'] ?? ''} ${table['held'] ?? ''} ${classes['table'] ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map(({ key, label }) => (
              <th scope="col" key={key} className={table['right']}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={row.date}>
              <th scope="row">{longDay(row.date)}</th>
              {series.map(({ key }) => {
                const value = row[key];
                return (
                  <td className={table['right']} key={key}>
                    {typeof value === 'number' ? format(value) : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
