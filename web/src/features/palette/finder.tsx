import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Caller } from '#domain/users/user.ts';
import { useStores } from '#web/lib/stores.ts';
import {
  actionsOf,
  type Entry,
  matching,
  type PalettePage,
  productEntry,
  storeEntries,
  useViewEntries,
} from './entries.ts';
import { useExactProduct, useFoundProducts } from './find-products.ts';
import type { PaletteView } from './palette-button.tsx';
import classes from './palette.module.css';
import type { Early } from './type-ahead.ts';

type FinderProps = {
  caller: Caller | undefined;
  pages: readonly PalettePage[];
  /** Gives what was typed before the box had the focus, once. */
  takeEarly: () => Early | undefined;
  onView: (view: PaletteView) => void;
  onClose: () => void;
};

const mostStores = 6;

/** A text box with everything that matches below it. Arrow keys choose, Enter goes, a scanned code goes by itself. */
export function Finder({ caller, pages, takeEarly, onView, onClose }: FinderProps) {
  const [typed, setTyped] = useState('');
  const [isAdjusting, setIsAdjusting] = useState(false);
  const [active, setActive] = useState(0);
  const text = typed.trim();
  const [searched] = useDebouncedValue(text, 150);
  const { found, isLooking } = useFoundProducts(searched);
  const exact = useExactProduct();
  const stores = useStores();
  const views = useViewEntries(true);
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const products = found.map((one) => productEntry(one, isAdjusting));
  const rest = isAdjusting
    ? []
    : [
        ...matching(views, text),
        ...matching(
          pages.map(({ to, label }) => ({ key: `page ${to}`, group: 'Pages' as const, label, to })),
          text,
        ),
        ...(text ? matching(storeEntries(stores), text).slice(0, mostStores) : []),
        ...matching(actionsOf(caller), text),
      ];
  const entries: Entry[] = [...products, ...rest];
  const chosen = entries[Math.min(active, entries.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.key]);

  const type = (next: string) => {
    setTyped(next);
    setActive(0);
  };
  const go = ({ to }: Entry) => {
    if (typeof to === 'string') {
      onClose();
      void navigate({ to });
    } else if (to.deed === 'shortcuts') onView('shortcuts');
    else {
      setIsAdjusting(true);
      type('');
    }
  };
  async function enter(wanted: string, listed: Entry | undefined): Promise<void> {
    // What was typed may be ahead of what is listed: a scanner ends with Enter at once.
    const product = await exact(wanted);
    if (product) go(productEntry(product, isAdjusting));
    else if (listed) go(listed);
  }
  const focused = () => {
    const early = takeEarly();
    if (!early) return;
    type(early.text);
    // Nothing is listed for it yet, so that a product alone can be meant.
    if (early.isEntered) void enter(early.text.trim(), undefined);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && entries.length > 0) {
      event.preventDefault();
      setActive((Math.min(active, entries.length - 1) + by + entries.length) % entries.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      void enter(text, chosen);
    }
  };
  const optionId = (entry: Entry | undefined) => (entry ? `${id}-${entry.key.replaceAll(/\W/g, '-')}` : undefined);
  return (
    <>
      <input
        className={classes['input']}
        data-autofocus
        type="text"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={optionId(chosen)}
        aria-label={isAdjusting ? 'Product to adjust' : 'Search everything'}
        placeholder={isAdjusting ? 'Product: name, SKU or barcode' : 'Product, barcode, store, page or action'}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={keys}
        onFocus={focused}
      />
      <div className={classes['list']} id={`${id}-list`} role="listbox" aria-label="Found" ref={list}>
        {groupsOf(entries).map(([group, ofGroup]) => (
          <div role="group" aria-labelledby={`${id}-${group}`} key={group}>
            <div className={classes['group']} id={`${id}-${group}`}>
              {group}
            </div>
            {ofGroup.map((entry) => (
              <div
                key={entry.key}
                id={optionId(entry)}
                className={classes['option']}
                role="option"
                aria-selected={entry === chosen}
                tabIndex={-1}
                onClick={() => go(entry)}
                onKeyDown={keys}
                onPointerMove={() => setActive(entries.indexOf(entry))}
              >
                <span>{entry.label}</span>
                {entry.note ? <span className="quiet code">{entry.note}</span> : null}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className={classes['foot']} role="status">
        {isLooking
          ? 'Looking…'
          : entries.length === 0
            ? text
              ? 'Nothing matches'
              : 'Type a name, SKU or barcode'
            : ''}
      </p>
    </>
  );
}

const groupsOf = (entries: Entry[]): [Entry['group'], Entry[]][] => [...Map.groupBy(entries, ({ group }) => group)];
