import { Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { longDay, weekdayName } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import type { HeatCell } from '#web/ui/heat-map.tsx';
import { behindDay, type Shown } from './shown.ts';
import classes from './lists.module.css';

const most = 60;

/** What an hour of a weekday is made of: the days that were added up, each with its list. */
export default function HourDays({ cell, shown, onClose }: { cell: HeatCell; shown: Shown; onClose: () => void }) {
  const days = daysOn(cell.weekday, shown.days);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${weekdayName(cell.weekday, 'long')}s, ${cell.hour}:00 to ${cell.hour + 1}:00`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes['said']}>{cell.exact}</p>
      <p className="quiet">The days that went into it, the newest first. Each opens what sold on it.</p>
      <ul className={classes['days']}>
        {days.slice(0, most).map((date) => (
          <li key={date}>
            <Link className="link" to={paths.figures} search={{ ...behindDay(shown, date), by: 'product' }}>
              {longDay(date)}
            </Link>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

/** The days of a period that fall on a weekday (1: Monday), the newest first. */
function daysOn(weekday: number, { from, to }: Shown['days']): string[] {
  const found: string[] = [];
  for (let at = Date.parse(to); at >= Date.parse(from); at -= 86_400_000)
    if ((new Date(at).getUTCDay() + 6) % 7 === weekday - 1) found.push(new Date(at).toISOString().slice(0, 10));
  return found;
}
