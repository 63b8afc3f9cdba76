import { type ComboboxItem, Select } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import { useState } from 'react';
import { timeOfDay } from '#web/lib/format.ts';
import { isTimeZone } from '#domain/stores/store.ts';

const plain = (zone: string) => zone.replaceAll('_', ' ');
const zones = () => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].toSorted();

type PickerProps = { value: string; error: string | null; onChange: (value: string) => void };

/** A time zone by its city; says what time it is there, which tells a wrong one at a glance. */
export function ZonePicker({ value, error, onChange }: PickerProps) {
  const [asOf] = useState(() => new Date().toISOString());
  const known = zones();
  const data = [...known, ...(known.includes(value) || value === '' ? [] : [value])];
  const now = isTimeZone(value) ? `It is ${timeOfDay(asOf, { timeZone: value, viewer: value })} there now. ` : '';
  return (
    <Select
      label="Time zone"
      description={`${now}A change is for new movements only.`}
      placeholder="Type a city"
      required
      searchable
      // A form puts the cursor here to say what is wrong: the list would open over it.
      openOnFocus={false}
      limit={60}
      nothingFoundMessage="No such zone: try the largest city near it"
      data={data.map((zone) => ({ value: zone, label: plain(zone) }))}
      filter={({ options, search }) =>
        options.filter((option) =>
          (option as ComboboxItem).label.toLowerCase().includes(plain(search).toLowerCase().trim()),
        )
      }
      value={value || null}
      error={error}
      onChange={(zone) => onChange(zone ?? value)}
      allowDeselect={false}
    />
  );
}

const names = new Intl.DisplayNames(undefined, { type: 'currency' });

/** A currency by its code or name. */
export function CurrencyPicker({ value, error, isFixed, onChange }: PickerProps & { isFixed: boolean }) {
  const data = Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code)}`,
  }));
  return (
    <Select
      label="Currency"
      description={
        isFixed ? 'Fixed: there are movements whose value is in it.' : 'Fixed as soon as something has moved.'
      }
      placeholder="Type a code or name"
      required
      searchable
      // A form puts the cursor here to say what is wrong: the list would open over it.
      openOnFocus={false}
      limit={60}
      nothingFoundMessage="No such currency"
      readOnly={isFixed}
      data={data}
      value={value || null}
      error={error}
      onChange={(code) => onChange(code ?? value)}
      allowDeselect={false}
    />
  );
}
