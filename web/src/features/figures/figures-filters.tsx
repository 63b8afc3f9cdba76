import { SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { FiguresSearch } from '#web/paths.ts';
import { SearchBox } from '#web/ui/search-box.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { breakdowns, shows, usual } from './figure-groups.ts';
import classes from './figures-table.module.css';

type FiguresFiltersProps = {
  search: FiguresSearch;
  supplierName: string | undefined;
  onChange: (next: Partial<FiguresSearch>) => void;
};

/** What is listed, which figures of it, and what the list is narrowed to. */
export function FiguresFilters({ search, supplierName, onChange }: FiguresFiltersProps) {
  const by = search.by ?? usual.by;
  const size = useNarrow() ? 'xs' : 'sm';
  const narrowed = narrowedTo(search, supplierName);
  return (
    <div className={classes['filters']} data-print="never">
      <SegmentedControl
        aria-label="List"
        size={size}
        data={breakdowns.map(({ value, label }) => ({ value, label }))}
        value={by}
        onChange={(value) => onChange({ by: value === usual.by ? undefined : value, search: undefined })}
      />
      <SegmentedControl
        aria-label="Figures"
        size={size}
        data={shows}
        value={search.show ?? usual.show}
        onChange={(value) => onChange({ show: value === usual.show ? undefined : value })}
      />
      {narrowed ? (
        <button
          type="button"
          className={classes['chip']}
          onClick={() => onChange({ category: undefined, supplier: undefined, without: undefined })}
        >
          {narrowed}
          <IconX size={14} aria-hidden />
          <span className="hidden">, show all</span>
        </button>
      ) : null}
      <span className={classes['grow']} />
      {by === 'product' ? (
        <SearchBox
          label="Search products"
          placeholder="Name or SKU"
          value={search.search}
          onChange={(text) => onChange({ search: text })}
        />
      ) : null}
    </div>
  );
}

function narrowedTo({ category, supplier, without }: FiguresSearch, supplierName: string | undefined) {
  if (without === 'category') return 'No category';
  if (without === 'supplier') return 'No supplier';
  if (category !== undefined) return category;
  return supplier === undefined ? null : (supplierName ?? 'One supplier');
}
