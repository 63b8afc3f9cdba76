import type { ReactNode } from 'react';
import classes from './column-chart.module.css';

export type Column = {
  key: string;
  /** Under the column, short. */
  label: string;
  /** Above it, short. */
  text: string;
  /** All of it, exactly, for the tooltip and for screen readers. */
  exact: string;
  value: number;
  tone?: 'bad' | 'calm' | undefined;
};

type ColumnChartProps = {
  title: string;
  columns: Column[];
  /** What a column opens: wraps the whole of it. */
  renderColumn: (column: Column, props: { className: string; title: string; children: ReactNode }) => ReactNode;
};

/** Standing columns with their names below and their figures above. */
export function ColumnChart({ title, columns, renderColumn }: ColumnChartProps) {
  const most = Math.max(1, ...columns.map(({ value }) => value));
  return (
    <ul className={classes['columns']} aria-label={title}>
      {columns.map((column) => (
        <li key={column.key}>
          {renderColumn(column, {
            className: classes['column'] ?? '',
            title: column.exact,
            children: (
              <>
                <span className="hidden">{column.exact}</span>
                <span className={classes['space']} aria-hidden>
                  <span className={classes['text']}>{column.text}</span>
                  <span
                    className={classes['fill']}
                    data-tone={column.tone}
                    style={{ height: `${(Math.max(0, column.value) / most) * 100}%` }}
                  />
                </span>
                <span className={classes['label']} aria-hidden>
                  {column.label}
                </span>
              </>
            ),
          })}
        </li>
      ))}
    </ul>
  );
}
