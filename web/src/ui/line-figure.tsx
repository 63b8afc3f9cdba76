import { lazy, type ReactNode, Suspense } from 'react';
import { FigurePanel } from './figure-panel.tsx';
import { Notice } from './notice.tsx';
import { seriesStyle } from './series.ts';
import { WhenNear } from './when-near.tsx';
import type { Cell, Sheet, SheetColumn } from './sheet.ts';
import classes from './line-figure.module.css';

const load = () => import('./line-chart.tsx');
const Drawing = lazy(load);

export type LineSeries = {
  key: string;
  label: string;
  /** Whose colour it takes, from 0; its own number if left out. */
  colour?: number;
  /** What it is compared with: thinner, and dashed. */
  isBefore?: boolean;
  /** The space under the line is tinted: for the one that matters most. */
  isFilled?: boolean;
};

export type LineFigureData = {
  /** One row a day, oldest first: `date` and a number (or null: nothing known) under each series' key. */
  rows: ({ date: string } & Record<string, string | number | null>)[];
  series: LineSeries[];
  format: (value: number) => string;
  formatAxis: (value: number) => string;
  /** Draw steps, for values that hold until they change. */
  steps?: boolean;
  /** The axis begins near the least value, not at nothing: for what changes little against its size. */
  isClose?: boolean;
  /** A press on a day, or Enter on the one that the arrow keys have reached. */
  onPick?: (date: string) => void;
};

type LineFigureProps = LineFigureData & {
  title: string;
  /** What the picture shows, in a sentence, for those who do not see it. */
  summary: string;
  note?: ReactNode;
  side?: ReactNode;
  height?: number;
  /** What the values are, for the table. */
  column?: Pick<SheetColumn, 'kind' | 'currency'>;
  renderLink?: (date: string, text: string) => ReactNode;
  exportName?: (string | undefined)[];
  /** Why there is nothing to draw, in place of a line at nothing. */
  empty?: string | undefined;
};

/** A chart over days, with the same figures as a table one press away. */
export function LineFigure(props: LineFigureProps) {
  const {
    title,
    summary,
    note,
    side,
    height,
    column = { kind: 'number' },
    renderLink,
    exportName,
    empty,
    ...data
  } = props;
  const { rows, series } = data;
  const newestFirst = rows.toReversed();
  const sheet = (): Sheet => ({
    columns: [{ title: 'Day', kind: 'day' }, ...series.map(({ label }) => ({ ...column, title: label }))],
    rows: newestFirst.map((row): Cell[] => [row.date, ...series.map(({ key }) => row[key] ?? null)]),
  });
  return (
    <FigurePanel
      title={title}
      note={note}
      side={side}
      sheet={sheet}
      legend={series.length > 1 && empty === undefined ? <Legend series={series} /> : null}
      {...(height === undefined ? {} : { height })}
      {...(exportName ? { exportName } : {})}
      {...(renderLink
        ? { renderLink: (row: number, text: string) => renderLink(newestFirst[row]?.date ?? '', text) }
        : {})}
    >
      {empty === undefined ? (
        <div
          className={classes['box']}
          {...(data.onPick ? { role: 'group' as const } : { role: 'img' as const })}
          aria-label={summary}
        >
          <WhenNear>
            <Suspense fallback={null}>
              <Drawing {...data} />
            </Suspense>
          </WhenNear>
        </div>
      ) : (
        <Notice title={empty} minHeight={200} />
      )}
    </FigurePanel>
  );
}

/** Which line is which, drawn as the line is. The table view says the same to screen readers. */
function Legend({ series }: Pick<LineFigureData, 'series'>) {
  return (
    <div className={classes['legend']} aria-hidden>
      {series.map((one, index) => {
        const { color, strokeDasharray, strokeWidth } = seriesStyle(index, one);
        return (
          <span key={one.key}>
            <svg width={26} height={8}>
              <line
                x1={0}
                x2={26}
                y1={4}
                y2={4}
                stroke={color}
                strokeWidth={strokeWidth + 0.5}
                strokeDasharray={strokeDasharray}
              />
            </svg>
            {one.label}
          </span>
        );
      })}
    </div>
  );
}
