import { Modal } from '@mantine/core';
import type { Caller } from '#domain/users/user.ts';
import { Finder } from './finder.tsx';
import type { PalettePage } from './entries.ts';
import type { PaletteView } from './palette-button.tsx';
import { Shortcuts } from './shortcuts.tsx';
import type { Early } from './type-ahead.ts';

type PaletteProps = {
  caller: Caller | undefined;
  view: PaletteView | undefined;
  /** The how manieth time it is open: each begins anew. */
  opening: number;
  pages: readonly PalettePage[];
  /** Gives what was typed before the box had the focus, once. */
  takeEarly: () => Early | undefined;
  onView: (view: PaletteView) => void;
  onClose: () => void;
};

/** Finds a product, a page, a store, a saved view or something to do, and goes there; or the list of shortcuts. */
export default function Palette({ view, opening, caller, pages, takeEarly, onView, onClose }: PaletteProps) {
  const isHelp = view === 'shortcuts';
  return (
    <Modal
      data-palette
      opened={view !== undefined}
      onClose={onClose}
      title={isHelp ? 'Keyboard shortcuts' : 'Search'}
      size={isHelp ? 'md' : 600}
      yOffset="8vh"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isHelp ? (
        <Shortcuts />
      ) : (
        <Finder key={opening} caller={caller} pages={pages} takeEarly={takeEarly} onView={onView} onClose={onClose} />
      )}
    </Modal>
  );
}
