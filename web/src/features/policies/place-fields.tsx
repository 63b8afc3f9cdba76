import { NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import form from '#web/ui/form.module.css';

type Place = { storeId: string; category: string; productId: string };
type PlaceFieldsProps = {
  place: Place;
  onChange: (place: Partial<Place>) => void;
  stores: { id: string; name: string }[];
  /** May somebody set it for every store? */
  mayEverywhere: boolean;
  categories: string[];
  /** A promotion is of something; a policy may be of everything. */
  isOfSomething: boolean;
  renderProduct: () => ReactNode;
};

/** For which store, and for which category or product of it. */
export function PlaceFields(props: PlaceFieldsProps) {
  const { place, onChange, stores, mayEverywhere, categories, isOfSomething, renderProduct } = props;
  const [of, setOf] = useState(isOfSomething ? 'category' : 'all');
  return (
    <div className={form['fields']}>
      <NativeSelect
        label="Store"
        data={[
          ...(mayEverywhere ? [{ value: '', label: 'Every store' }] : [{ value: '', label: 'Choose…' }]),
          ...stores.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={place.storeId}
        onChange={(event) => onChange({ storeId: event.currentTarget.value })}
      />
      <NativeSelect
        label="For"
        data={[
          ...(isOfSomething ? [] : [{ value: 'all', label: 'Everything' }]),
          { value: 'category', label: 'A category' },
          { value: 'product', label: 'A product' },
        ]}
        value={of}
        onChange={(event) => {
          setOf(event.currentTarget.value);
          onChange({ category: '', productId: '' });
        }}
      />
      {of === 'category' ? (
        <NativeSelect
          label="Category"
          required
          data={[{ value: '', label: 'Choose…' }, ...categories]}
          value={place.category}
          onChange={(event) => onChange({ category: event.currentTarget.value })}
        />
      ) : null}
      {of === 'product' ? renderProduct() : null}
    </div>
  );
}
