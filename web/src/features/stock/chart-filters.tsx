import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { xyzWords } from '#domain/stock/classes.ts';
import type { StockSearch } from '#web/paths.ts';
import classes from './stock-list.module.css';

const abcWords = {
  A: 'class A: most of the margin',
  B: 'class B',
  C: 'class C: little of the margin',
  N: 'class N: new',
  U: 'class U: not sold in 90 days',
} as const;
const xyzFilters = {
  X: `X: sells ${xyzWords.X}`,
  Y: `Y: sells ${xyzWords.Y}`,
  Z: `Z: sells ${xyzWords.Z}`,
  '-': 'too few weeks in stock for X, Y or Z',
} as const;
/** The last day of each stretch of ages, by its first; the oldest has none. */
const ageTo: Record<string, number> = { 0: 30, 31: 60, 61: 90, 91: 180 };

type Shown = { words: string; clear: Partial<StockSearch> };

/** The filters that a press on a chart has set, in words, and how to be rid of each. */
export function chartFilters(filter: StockSearch): Shown[] {
  const { abc, xyz, noDemand, dead, ageFrom, currency } = filter;
  return [
    ...(currency ? [{ words: `stores in ${currency}`, clear: { currency: undefined } }] : []),
    ...(abc ? [{ words: abcWords[abc], clear: { abc: undefined } }] : []),
    ...(xyz ? [{ words: xyzFilters[xyz], clear: { xyz: undefined } }] : []),
    ...coverWords(filter),
    ...(noDemand ? [{ words: 'no recent demand', clear: { noDemand: undefined } }] : []),
    ...(dead ? [{ words: 'not sold for 90 days', clear: { dead: undefined } }] : []),
    ...(ageFrom ? [{ words: ageWords(ageFrom), clear: { ageFrom: undefined } }] : []),
  ];
}

const ageWords = (from: string) =>
  `holds stock ${from}${ageTo[from] === undefined ? '+' : ` to ${ageTo[from]}`} days old`;

function coverWords({ coverFrom, coverTo }: StockSearch): Shown[] {
  if (coverFrom === undefined && coverTo === undefined) return [];
  const clear = { coverFrom: undefined, coverTo: undefined };
  if (coverTo === '0') return [{ words: 'nothing available', clear }];
  const from = coverFrom ?? '0';
  if (coverTo === undefined) return [{ words: `lasts ${from} days or more`, clear }];
  return [
    { words: from === '0' ? `lasts under ${coverTo} days` : `lasts ${from} to ${Number(coverTo) - 1} days`, clear },
  ];
}

type ChartFiltersProps = { filter: StockSearch; onChange: (change: Partial<StockSearch>) => void };

/** One button for each filter that a chart has set; a press takes it away. */
export function ChartFilters({ filter, onChange }: ChartFiltersProps) {
  const shown = chartFilters(filter);
  if (shown.length === 0) return null;
  return (
    <div className={classes['chosen']} data-print="never" role="group" aria-label="Filters from charts">
      {shown.map(({ words, clear }) => (
        <Button
          key={words}
          variant="light"
          size="compact-sm"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={`Remove the filter: ${words}`}
          onClick={() => onChange(clear)}
        >
          {words}
        </Button>
      ))}
    </div>
  );
}
