import { lazy, type ReactNode, Suspense } from 'react';
import { longDay } from '#web/lib/format.ts';
import { BarChart } from './bar-chart.tsx';
import { FigurePanel } from './figure-panel.tsx';
import { Notice } from './notice.tsx';
import { isRunning, seriesStyle } from './series.ts';
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
  /** The first day that is not over: what is compared with others ends the day before; what a day closes with does not. */
  runningFrom?: string;
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

/** A chart over days, with the same figures as a table one press away. Of a single day there are bars with words. */
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
      legend={empty === undefined && rows.length > 1 ? <Legend {...data} /> : null}
      {...(height === undefined ? {} : { height })}
      {...(exportName ? { exportName } : {})}
      {...(renderLink
        ? { renderLink: (row: number, text: string) => renderLink(newestFirst[row]?.date ?? '', text) }
        : {})}
    >
      {empty === undefined && rows.length === 1 ? (
        <OneDay rows={rows} series={series} format={data.format} title={title} renderLink={renderLink} />
      ) : empty === undefined ? (
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

type OneDayProps = Pick<LineFigureProps, 'rows' | 'series' | 'format' | 'title'> & {
  renderLink: LineFigureProps['renderLink'] | undefined;
};

/** A single day: points of lines would not tell which is which. */
function OneDay({ rows, series, format, title, renderLink }: OneDayProps) {
  const row = rows[0];
  if (row === undefined) return null;
  const bars = series.map(({ key, label }, index) => ({
    key,
    label: index === 0 && renderLink ? renderLink(row.date, label) : label,
    value: Number(row[key] ?? 0),
    text: row[key] === null || row[key] === undefined ? 'not known' : format(Number(row[key])),
  }));
  return <BarChart title={`${title}, ${longDay(row.date)}`} bars={bars} renderBar={(_, props) => <div {...props} />} />;
}

/** Which line is which, drawn as the line is, and what is left out. The table view says the same to screen readers. */
function Legend({ rows, series, format, runningFrom }: LineFigureData) {
  const running = rows.filter(({ date }) => isRunning(date, runningFrom));
  const first = series.find(({ isBefore }) => isBefore !== true);
  const soFar = running.reduce((sum, row) => sum + Number((first && row[first.key]) ?? 0), 0);
  if (series.length < 2 && running.length === 0) return null;
  return (
    <div className={classes['legend']} aria-hidden>
      {(series.length < 2 ? [] : series).map((one, index) => {
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
      {running.length === 0 ? null : <span className="quiet">no point yet for today ({format(soFar)} so far)</span>}
    </div>
  );
}
