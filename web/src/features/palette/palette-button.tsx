import { ActionIcon, Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Caller } from '#domain/users/user.ts';
import type { PalettePage } from './entries.ts';
import classes from './palette.module.css';
import { useTypeAhead } from './type-ahead.ts';

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
  const [opening, setOpening] = useState(0);
  const isOpen = useRef(false);
  const before = useRef<Element>(null);
  const leave = () => {
    isOpen.current = false;
    setView(undefined);
    // Mantine gives the focus back to what had it when the dialogue was drawn first.
    const back = before.current;
    if (back instanceof HTMLElement && back !== document.body) back.focus({ preventScroll: true });
    // Nothing had it; on its way out the box is to have it no more.
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  const early = useTypeAhead(leave);
  const close = () => {
    early.end();
    leave();
  };
  const open = (wanted: PaletteView) => {
    isOpen.current = true;
    before.current = document.activeElement;
    if (wanted === 'find') early.begin();
    setWasWanted(true);
    setOpening((count) => count + 1);
    setView(wanted);
  };
  const openNow = useEffectEvent(open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPalette = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      const isHelp = event.key === '?' && !isTyping(event.target);
      if (!isPalette && !isHelp) return;
      // A form over the page keeps the keyboard to itself. The palette, closed a moment ago, may still be fading out.
      if (!isOpen.current && document.querySelector('[role="dialog"][aria-modal="true"]:not([data-palette] *)')) return;
      event.preventDefault();
      if (!isOpen.current) openNow(isPalette ? 'find' : 'shortcuts');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
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
          <Palette
            view={view}
            opening={opening}
            caller={caller}
            pages={pages}
            takeEarly={() => early.take()}
            onView={setView}
            onClose={close}
          />
        </Suspense>
      ) : null}
    </>
  );
}
