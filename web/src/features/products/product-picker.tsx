import { Select } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';

type ProductPickerProps = {
  value: string;
  error: string | null;
  /** Not what its form begins with: the cursor, which opens the list, goes elsewhere. */
  isLater?: boolean;
  onChange: (productId: string) => void;
};

/** One product of thousands: the API searches while one types. */
export function ProductPicker({ value, error, isLater = false, onChange }: ProductPickerProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 250);
  const { data, isFetching } = useQuery({
    queryKey: ['products', 'choice', search],
    queryFn: ({ signal }) => get('/products', ProductPage, { query: { search, status: 'current', limit: 20 }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label="Product"
      placeholder="Name, SKU or barcode"
      required
      searchable
      data-autofocus={isLater ? undefined : true}
      nothingFoundMessage={isFetching ? 'Looking…' : 'No product matches'}
      data={(data?.items ?? []).map(({ id, sku, name }) => ({ value: id, label: `${name} (${sku})` }))}
      // The API has searched already, also by barcode, which no label shows.
      filter={({ options }) => options}
      value={value || null}
      error={error === null ? null : 'Choose a product'}
      searchValue={text}
      onSearchChange={setText}
      onChange={(productId) => onChange(productId ?? value)}
    />
  );
}
