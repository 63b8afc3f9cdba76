import { Button, NativeSelect } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { dayRange } from '#web/lib/format.ts';
import { onDemand } from './on-demand.tsx';
import {
  type Comparison,
  comparisons,
  comparisonWords,
  daysOf,
  isOwn,
  type PeriodSearch,
  type Range,
  rangeWords,
  usualComparison,
  usualRange,
  withComparison,
} from './period.ts';
import classes from './period-control.module.css';

export type PeriodControlProps = {
  search: PeriodSearch;
  /** The business day that is not over yet. */
  today: string;
  /** Called with what the address is to say. */
  onChange: (next: Omit<PeriodSearch, 'compare'>) => void;
};

/** The named period that an address asks for; undefined for days of one's own. */
export const rangeOf = (search: PeriodSearch): Range | undefined =>
  isOwn(search) ? undefined : (search.range ?? usualRange);

/** Which days: one of the named periods, or days of one's own. */
export const PeriodControl = onDemand<PeriodControlProps>(
  () => import('./period-picker.tsx'),
  ({ search, today }, { want, hint }) => (
    <PeriodButton search={search} today={today} onClick={want} onPointerEnter={hint} onFocus={hint} />
  ),
);

type PeriodButtonProps = Pick<PeriodControlProps, 'search' | 'today'> & ComponentProps<typeof Button<'button'>>;

/** The button before what it opens: says which days are shown. */
export function PeriodButton({ search, today, ...button }: PeriodButtonProps) {
  const { from, to } = daysOf(search, today);
  const range = rangeOf(search);
  const said = dayRange(from, to);
  return (
    <Button
      variant="default"
      className={classes['target'] ?? ''}
      leftSection={<IconCalendar size={16} aria-hidden />}
      aria-haspopup="dialog"
      {...button}
    >
      <span className="hidden">Period: </span>
      {range ? <span>{rangeWords[range]}</span> : null}
      <span className={range ? classes['days'] : undefined}>{said}</span>
    </Button>
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
      w={158}
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
