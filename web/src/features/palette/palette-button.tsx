import { ActionIcon, Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Caller } from '#domain/users/user.ts';
import type { PalettePage } from './entries.ts';
import classes from './palette.module.css';

const load = () => import('./palette.tsx');
const Palette = lazy(load);
const hint = () => void load().catch(() => undefined);

/** On a Mac the key is ⌘. */
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const shortcut = isMac ? '⌘ K' : 'Ctrl K';

/** What the palette shows: everything that can be found, or the list of shortcuts. */
export type PaletteView = 'find' | 'shortcuts';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');

type PaletteButtonProps = { caller: Caller | undefined; pages: readonly PalettePage[] };

/** The way to everything: by button, by Ctrl K from anywhere, and ? for the shortcuts. Fetched when first wanted. */
export function PaletteButton({ caller, pages }: PaletteButtonProps) {
  const [view, setView] = useState<PaletteView>();
  const [wasWanted, setWasWanted] = useState(false);
  const before = useRef<Element>(null);
  const open = (wanted: PaletteView) => {
    before.current = document.activeElement;
    setWasWanted(true);
    setView(wanted);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPalette = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      const isHelp = event.key === '?' && !isTyping(event.target);
      if (!isPalette && !isHelp) return;
      // A form over the page keeps the keyboard to itself.
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      event.preventDefault();
      open(isPalette ? 'find' : 'shortcuts');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const close = () => {
    setView(undefined);
    // Mantine gives the focus back to what had it when the dialogue was drawn first.
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  };
  return (
    <>
      <button
        type="button"
        className={classes['button']}
        onClick={() => open('find')}
        onPointerEnter={hint}
        onFocus={hint}
        aria-haspopup="dialog"
      >
        <IconSearch size={16} aria-hidden /> Search <Kbd size="xs">{shortcut}</Kbd>
      </button>
      <ActionIcon
        className={classes['icon'] ?? ''}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Search"
        aria-haspopup="dialog"
        onClick={() => open('find')}
      >
        <IconSearch size={20} stroke={1.7} />
      </ActionIcon>
      {wasWanted ? (
        <Suspense fallback={null}>
          <Palette view={view} caller={caller} pages={pages} onView={setView} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
