import { NativeSelect, SegmentedControl } from '@mantine/core';
import type { AlertSummary } from '#domain/alerts/alert.ts';
import { alertKindNames, alertKinds, type AlertKind, type AlertState, alertStates } from '#domain/alerts/kinds.ts';
import { count } from '#web/lib/format.ts';
import type { WatchSearch } from '#web/paths.ts';
import type { AlertFilter } from './list-alerts.ts';
import { stateWords } from './alert-words.ts';

/** What the address says, as far as it means something here. */
export function filterOf({ kind, state, store, product, search }: WatchSearch): AlertFilter {
  return {
    kind: alertKindNames.find((name) => name === kind),
    state: alertStates.find((name) => name === state) ?? 'open',
    store,
    product,
    search,
  };
}

/** How many alerts the filter finds, as far as the summary can tell; null when it cannot. */
export function countOf(summary: AlertSummary | undefined, { kind, state, search, product }: AlertFilter) {
  if (!summary || search || product || state === 'resolved') return null;
  return summary.kinds
    .filter((one) => kind === undefined || one.kind === kind)
    .reduce((sum, one) => sum + one[state], 0);
}

type AlertFiltersProps = {
  filter: AlertFilter;
  summary: AlertSummary | undefined;
  onChange: (change: Partial<WatchSearch>) => void;
};

/** Kind and state, each kind with how many there are of it. */
export function AlertFilters({ filter, summary, onChange }: AlertFiltersProps) {
  const { state } = filter;
  const label = (kind: AlertKind) => {
    const there = countOf(summary, { ...filter, kind, search: undefined, product: undefined });
    return there === null ? alertKinds[kind].label : `${alertKinds[kind].label} (${count(there)})`;
  };
  return (
    <>
      <NativeSelect
        aria-label="Kind"
        w={190}
        data={[
          { value: '', label: 'Every kind' },
          ...alertKindNames.map((kind) => ({ value: kind as string, label: label(kind) })),
        ]}
        value={filter.kind ?? ''}
        onChange={(event) => onChange({ kind: event.currentTarget.value || undefined })}
      />
      <SegmentedControl
        aria-label="State"
        data={alertStates.map((value) => ({ value, label: stateWords[value] }))}
        value={state}
        onChange={(value: AlertState) => onChange({ state: value === 'open' ? undefined : value })}
      />
    </>
  );
}
