import { SegmentedControl } from '@mantine/core';
import { ListStock } from '#domain/stock/stock.ts';
import type { StockSearch } from '#web/paths.ts';
import { SearchBox } from '#web/ui/search-box.tsx';

const states = [
  { value: '', label: 'All' },
  { value: 'low', label: 'Low' },
  { value: 'out', label: 'Out' },
  { value: 'negative', label: 'Negative' },
];

type StockFiltersProps = { filter: StockSearch; onChange: (change: Partial<StockSearch>) => void };

/** Search and state. */
export function StockFilters({ filter, onChange }: StockFiltersProps) {
  return (
    <>
      <SearchBox
        label="Search stock"
        placeholder="Name, SKU or barcode"
        value={filter.search}
        onChange={(search) => onChange({ search })}
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
