import { Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useNarrow } from './use-narrow.ts';

type SearchBoxProps = {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (search: string | undefined) => void;
};

/** A search that stands in the address; `/` puts the cursor into it from anywhere on the page. */
export function SearchBox({ label, placeholder, value, onChange }: SearchBoxProps) {
  const [text, setText] = useState(value ?? '');
  const narrow = useNarrow();
  const box = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((typed: string) => onChange(typed.trim() || undefined), 250);
  useHotkeys([['/', () => box.current?.focus()]]);
  // Back and forward change the address, and the box follows, unless somebody is typing in it.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(value ?? '');
  }, [value]);
  return (
    <TextInput
      ref={box}
      type="search"
      aria-label={label}
      placeholder={placeholder}
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
  );
}
