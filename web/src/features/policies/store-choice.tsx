import { NativeSelect } from '@mantine/core';

type StoreChoiceProps = {
  stores: { id: string; name: string }[];
  value: string | undefined;
  onChange: (store: string) => void;
};

/** One store, always. */
export const StoreChoice = ({ stores, value, onChange }: StoreChoiceProps) => (
  <NativeSelect
    aria-label="Store"
    w={190}
    data={stores.map(({ id, name }) => ({ value: id, label: name }))}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
