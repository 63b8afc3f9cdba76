import { NativeSelect } from '@mantine/core';
import type { Store } from '#domain/stores/store.ts';

type StoreFilterProps = { stores: Store[]; value: string | undefined; onChange: (store: string | undefined) => void };

/**
 * One store or all of them; those closed for good are offered only while one of them is chosen. A chosen store that has
 * not loaded yet keeps its place, so that nothing jumps.
 */
export function StoreFilter({ stores, value, onChange }: StoreFilterProps) {
  const known = stores.some(({ id }) => id === value);
  const data = [
    { value: '', label: 'All stores' },
    ...(value !== undefined && !known ? [{ value, label: 'Chosen store' }] : []),
    ...stores
      .filter(({ id, isArchived }) => !isArchived || id === value)
      .map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <NativeSelect
      aria-label="Store"
      w={190}
      data={data}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
