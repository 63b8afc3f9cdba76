import { Select } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProductPage } from '#domain/catalogue/product.ts';
import { get } from '#web/lib/api.ts';
import { useProduct } from './get-product.ts';

type ProductFilterProps = { value: string | undefined; onChange: (product: string | undefined) => void };

const everything = 'all';

/** One product or all of them: the API searches while one types. */
export function ProductFilter({ value, onChange }: ProductFilterProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 250);
  const chosen = useProduct(value).data;
  const label = chosen ? `${chosen.name} (${chosen.sku})` : '';
  const { data, isFetching } = useQuery({
    queryKey: ['products', 'choice', search === label ? '' : search],
    queryFn: ({ signal, queryKey }) =>
      get('/products', ProductPage, { query: { search: queryKey[2], limit: 20 }, signal }),
    placeholderData: keepPreviousData,
  });
  const found = (data?.items ?? []).map(({ id, sku, name }) => ({ value: id, label: `${name} (${sku})` }));
  // Mantine's own button for this is out of the keyboard's reach.
  const all = value === undefined ? [] : [{ value: everything, label: 'All products' }];
  const isThere = value === undefined || found.some((one) => one.value === value);
  return (
    <Select
      aria-label="Product"
      placeholder="All products"
      w={230}
      searchable
      nothingFoundMessage={isFetching ? 'Looking…' : 'No product matches'}
      data={all.concat(isThere ? found : [{ value: value ?? '', label: label || 'Chosen product' }, ...found])}
      // The API has searched already, also by barcode, which no label shows.
      filter={({ options }) => options}
      value={value ?? null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(product) => onChange(product === everything ? undefined : (product ?? value))}
    />
  );
}
