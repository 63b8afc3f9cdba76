import { Button, Popover, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { PeriodButton, type PeriodControlProps, rangeOf } from './period-control.tsx';
import {
  type Days,
  daysOf,
  lengthOf,
  longestPeriod,
  type PeriodSearch,
  ranges,
  rangeWords,
  withDays,
  withRange,
} from './period.ts';
import classes from './period-control.module.css';

/** The named periods, and two days of one's own. Open at first, since it is drawn when wanted. */
export default function PeriodPicker({ search, today, onChange }: PeriodControlProps) {
  const [isOpen, setOpen] = useState(true);
  const days = daysOf(search, today);
  const range = rangeOf(search);
  const pick = (next: Omit<PeriodSearch, 'compare'>) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={290} trapFocus returnFocus>
      <Popover.Target>
        <PeriodButton search={search} today={today} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown aria-label="Period">
        <ul className={classes['ranges']}>
          {ranges.map((one) => (
            <li key={one}>
              <button type="button" aria-current={one === range} onClick={() => pick(withRange(one))}>
                {rangeWords[one]}
                {one === range ? <IconCheck size={15} aria-hidden /> : null}
              </button>
            </li>
          ))}
        </ul>
        {/* Begins anew with the days that are shown whenever they change. */}
        <OwnDays key={`${days.from} ${days.to}`} days={days} today={today} onPick={(own) => pick(withDays(own))} />
      </Popover.Dropdown>
    </Popover>
  );
}

function OwnDays({ days, today, onPick }: { days: Days; today: string; onPick: (days: Days) => void }) {
  const [own, setOwn] = useState(days);
  const length = lengthOf(own);
  const mistake =
    own.from === '' || own.to === ''
      ? 'Choose both days.'
      : length < 1
        ? 'The last day is before the first.'
        : length > longestPeriod
          ? 'At most three years at once.'
          : null;
  return (
    <form
      className={classes['own']}
      onSubmit={(event) => {
        event.preventDefault();
        if (mistake === null) onPick(own);
      }}
    >
      <TextInput
        type="date"
        label="From"
        size="xs"
        max={today}
        value={own.from}
        onChange={(event) => setOwn({ ...own, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        size="xs"
        max={today}
        value={own.to}
        onChange={(event) => setOwn({ ...own, to: event.currentTarget.value })}
      />
      <div className={classes['end']}>
        <span className={mistake ? 'bad' : 'quiet'} role="status">
          {mistake ?? (length === 1 ? '1 day' : `${length} days`)}
        </span>
        <Button type="submit" size="xs" disabled={mistake !== null}>
          Show
        </Button>
      </div>
    </form>
  );
}
