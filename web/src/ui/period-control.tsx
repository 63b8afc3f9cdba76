import { Button, NativeSelect, Popover, TextInput } from '@mantine/core';
import { IconCalendar, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { dayRange } from '#web/lib/format.ts';
import {
  type Comparison,
  comparisons,
  comparisonWords,
  type Days,
  daysOf,
  isOwn,
  lengthOf,
  longestPeriod,
  type PeriodSearch,
  ranges,
  rangeWords,
  usualComparison,
  usualRange,
  withComparison,
  withDays,
  withRange,
} from './period.ts';
import classes from './period-control.module.css';

type PeriodControlProps = {
  search: PeriodSearch;
  /** The business day that is not over yet. */
  today: string;
  /** Called with what the address is to say. */
  onChange: (next: Omit<PeriodSearch, 'compare'>) => void;
};

/** Which days: one of the named periods, or days of one's own. */
export function PeriodControl({ search, today, onChange }: PeriodControlProps) {
  const [isOpen, setOpen] = useState(false);
  const days = daysOf(search, today);
  const range = isOwn(search) ? undefined : (search.range ?? usualRange);
  const pick = (next: Omit<PeriodSearch, 'compare'>) => {
    setOpen(false);
    onChange(next);
  };
  const said = dayRange(days.from, days.to);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={classes['target'] ?? ''}
          leftSection={<IconCalendar size={16} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
          aria-label={`Period: ${range ? `${rangeWords[range]}, ` : ''}${said}`}
        >
          {range ? <span>{rangeWords[range]}</span> : null}
          <span className={range ? classes['days'] : undefined}>{said}</span>
        </Button>
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

type CompareControlProps = {
  value: Comparison | undefined;
  onChange: (next: Pick<PeriodSearch, 'compare'>) => void;
};

/** What the period is compared with. */
export function CompareControl({ value, onChange }: CompareControlProps) {
  return (
    <NativeSelect
      aria-label="Compare"
      w={196}
      data={comparisons.map((one) => ({ value: one, label: comparisonWords[one] }))}
      value={value ?? usualComparison}
      onChange={(event) => {
        const chosen = comparisons.find((one) => one === event.currentTarget.value);
        if (chosen) onChange(withComparison(chosen));
      }}
    />
  );
}

type CurrencyControlProps = { currencies: string[]; value: string; onChange: (currency: string | undefined) => void };

/** Which currency, where stores trade in several: amounts in two currencies are never added up. The first is usual. */
export function CurrencyControl({ currencies, value, onChange }: CurrencyControlProps) {
  if (currencies.length < 2) return null;
  return (
    <NativeSelect
      aria-label="Currency"
      w={92}
      data={currencies}
      value={value}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(chosen === currencies[0] ? undefined : chosen);
      }}
    />
  );
}
