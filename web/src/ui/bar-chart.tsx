import type { ReactNode } from 'react';
import classes from './bar-chart.module.css';

export type Bar = {
  key: string;
  label: ReactNode;
  /** The figure as people read it. */
  text: string;
  /** Under the figure: how it changed. */
  foot?: ReactNode;
  value: number;
  /** What it is compared with: a mark across the bar. */
  before?: number | null;
};

type BarChartProps = {
  title: string;
  bars: Bar[];
  /** What a bar opens: wraps the whole row, so that it is a link to the mouse and to the keyboard. */
  renderBar: (bar: Bar, props: { className: string; children: ReactNode }) => ReactNode;
};

/** Lying bars with their names and figures above them, longest as wide as there is room; less than nothing has no bar. */
export function BarChart({ title, bars, renderBar }: BarChartProps) {
  const most = Math.max(1, ...bars.map(({ value, before }) => Math.max(value, before ?? 0)));
  const part = (value: number) => `${(Math.max(0, value) / most) * 100}%`;
  return (
    <ul className={classes['bars']} aria-label={title} tabIndex={0}>
      {bars.map((bar) => (
        <li key={bar.key}>
          {renderBar(bar, {
            className: classes['bar'] ?? '',
            children: (
              <>
                <span className={`${classes['label'] ?? ''} one-line`}>{bar.label}</span>
                <span className={classes['value']}>{bar.text}</span>
                <span className={classes['track']} aria-hidden>
                  <span className={classes['fill']} style={{ width: part(bar.value) }} />
                  {bar.before !== undefined && bar.before !== null && bar.before > 0 ? (
                    <span className={classes['before']} style={{ left: part(bar.before) }} />
                  ) : null}
                </span>
                <span className={classes['foot']}>{bar.foot}</span>
              </>
            ),
          })}
        </li>
      ))}
    </ul>
  );
}
