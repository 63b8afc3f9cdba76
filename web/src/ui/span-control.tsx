import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Days, daysOf } from './period.ts';
import { type Clock, hasNoTime, instantsOf, type SpanSearch, spanTime, timesOf } from './span.ts';
import classes from './span-control.module.css';

type SpanControlProps = {
  search: SpanSearch;
  today: string;
  clock: Clock;
  /** Called with what the address is to say. */
  onChange: (next: Days & { range: undefined; fromTime?: string | undefined; toTime?: string | undefined }) => void;
};

/** From when to when exactly, in words; and the way to times of day. */
export function SpanControl({ search, today, clock, onChange }: SpanControlProps) {
  const times = timesOf(search);
  const hasTimes = times.fromTime !== undefined || times.toTime !== undefined;
  const [isOpen, setIsOpen] = useState(hasTimes);
  const days = daysOf(search, today);
  const { from, to } = instantsOf(search, today, clock);
  const isNone = hasNoTime({ from, to });
  const set = (next: { fromTime?: string | undefined; toTime?: string | undefined }) =>
    onChange({ ...days, range: undefined, ...times, ...next });
  return (
    <div className={classes['line']}>
      <span role="status" className={isNone ? 'bad' : 'figures'}>
        {isNone ? (
          'The last time is not after the first.'
        ) : (
          <>
            {spanTime(from, clock)} to {spanTime(to, clock)}
            {clock.timeZone === undefined ? <span className="quiet"> by your own clock</span> : null}
          </>
        )}
      </span>
      {isOpen ? (
        <>
          <TextInput
            type="time"
            size="xs"
            aria-label="From, time of day"
            value={times.fromTime ?? ''}
            onChange={(event) => set({ fromTime: event.currentTarget.value || undefined })}
          />
          <span aria-hidden>–</span>
          <TextInput
            type="time"
            size="xs"
            aria-label="To, time of day"
            value={times.toTime ?? ''}
            onChange={(event) => set({ toTime: event.currentTarget.value || undefined })}
          />
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setIsOpen(false);
              if (hasTimes) set({ fromTime: undefined, toTime: undefined });
            }}
          >
            Whole days
          </Button>
        </>
      ) : (
        <Button size="compact-sm" variant="subtle" onClick={() => setIsOpen(true)}>
          Set times
        </Button>
      )}
    </div>
  );
}
