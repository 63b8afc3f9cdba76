import { NativeSelect } from '@mantine/core';

type SupplierFilterProps = {
  suppliers: { id: string; name: string }[];
  value: string | undefined;
  onChange: (supplier: string | undefined) => void;
};

/** One supplier or all of them. A chosen one that has not loaded yet keeps its place, so that nothing jumps. */
export function SupplierFilter({ suppliers, value, onChange }: SupplierFilterProps) {
  const known = suppliers.some(({ id }) => id === value);
  return (
    <NativeSelect
      aria-label="Supplier"
      w={190}
      data={[
        { value: '', label: 'All suppliers' },
        ...(value !== undefined && !known ? [{ value, label: 'Chosen supplier' }] : []),
        ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
