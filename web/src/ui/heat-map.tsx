import { type KeyboardEvent, useRef, useState } from 'react';
import { weekdayName } from '#web/lib/format.ts';
import classes from './heat-map.module.css';

export type HeatCell = {
  /** 1: Monday. */
  weekday: number;
  hour: number;
  value: number;
  /** All that is known of the hour, for the tooltip and for screen readers. */
  exact: string;
};

type HeatMapProps = { title: string; cells: HeatCell[]; onPick: (cell: HeatCell) => void };

const week = [1, 2, 3, 4, 5, 6, 7];

/**
 * Hours by weekdays: the more, the larger and the darker the square, so that it reads without colours too. A table for
 * screen readers; the arrow keys walk through it, and only one cell stands in the way of Tab.
 */
export function HeatMap({ title, cells, onPick }: HeatMapProps) {
  const hours = hoursOf(cells);
  const found = new Map(cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  const most = Math.max(1, ...cells.map(({ value }) => value));
  const [at, setAt] = useState({ weekday: 1, hour: hours[0] ?? 0 });
  const here = hours.includes(at.hour) ? at : { weekday: 1, hour: hours[0] ?? 0 };
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const weekday = Math.min(7, Math.max(1, here.weekday + step[0]));
    const hour = hours[Math.min(hours.length - 1, Math.max(0, hours.indexOf(here.hour) + step[1]))] ?? here.hour;
    setAt({ weekday, hour });
    body.current?.querySelector<HTMLElement>(`[data-at="${weekday} ${hour}"]`)?.focus();
  };
  return (
    <table className={classes['map']} aria-label={title}>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden">Weekday</span>
          </th>
          {hours.map((hour) => (
            <th scope="col" key={hour}>
              <span className="hidden">{hour}:00</span>
              <span aria-hidden>{hour}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {week.map((weekday) => (
          <tr key={weekday}>
            <th scope="row">{weekdayName(weekday, 'short')}</th>
            {hours.map((hour) => {
              const cell = found.get(`${weekday} ${hour}`) ?? {
                weekday,
                hour,
                value: 0,
                exact: `${weekdayName(weekday, 'long')} ${hour}:00: nothing`,
              };
              const isHere = weekday === here.weekday && hour === here.hour;
              return (
                <td key={hour}>
                  <button
                    type="button"
                    className={classes['cell']}
                    data-at={`${weekday} ${hour}`}
                    tabIndex={isHere ? 0 : -1}
                    title={cell.exact}
                    aria-label={cell.exact}
                    onFocus={() => setAt({ weekday, hour })}
                    onKeyDown={move}
                    onClick={() => onPick(cell)}
                  >
                    <Square part={Math.max(0, cell.value) / most} />
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Its area says how much; its shade, in five steps, says it again. */
function Square({ part }: { part: number }) {
  if (part === 0) return <span className={classes['nothing']} />;
  const side = `${Math.round(34 + 66 * Math.sqrt(part))}%`;
  return (
    <span
      className={classes['square']}
      data-step={Math.min(5, Math.ceil(part * 5))}
      style={{ width: side, height: side }}
    />
  );
}

/** Every hour between the first and the last with a sale, of any weekday. */
function hoursOf(cells: HeatCell[]): number[] {
  const sold = cells.filter(({ value }) => value !== 0).map(({ hour }) => hour);
  if (sold.length === 0) return [];
  const first = Math.min(...sold);
  return Array.from({ length: Math.max(...sold) - first + 1 }, (_, index) => first + index);
}
