import { Kbd, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { ListStock } from '#domain/stock/stock.ts';
import type { StockSearch } from '#web/paths.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';

const states = [
  { value: '', label: 'All' },
  { value: 'low', label: 'Low' },
  { value: 'out', label: 'Out' },
  { value: 'negative', label: 'Negative' },
];

type StockFiltersProps = { filter: StockSearch; onChange: (change: Partial<StockSearch>) => void };

/** Search and state; `/` puts the cursor into the search from anywhere on the page. */
export function StockFilters({ filter, onChange }: StockFiltersProps) {
  const [text, setText] = useState(filter.search ?? '');
  const narrow = useNarrow();
  const box = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((value: string) => onChange({ search: value.trim() || undefined }), 250);
  useHotkeys([['/', () => box.current?.focus()]]);
  // Back and forward change the address, and the box follows, unless somebody is typing in it.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(filter.search ?? '');
  }, [filter.search]);
  return (
    <>
      <TextInput
        ref={box}
        type="search"
        aria-label="Search stock"
        placeholder="Name, SKU or barcode"
        w={250}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={text || narrow ? null : <Kbd size="xs">/</Kbd>}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <SegmentedControl
        aria-label="State"
        data={states}
        value={filter.state ?? ''}
        onChange={(value) => onChange({ state: ListStock.shape.state.safeParse(value).data })}
      />
    </>
  );
}
