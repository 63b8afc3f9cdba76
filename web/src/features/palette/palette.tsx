import { Modal } from '@mantine/core';
import type { Caller } from '#domain/users/user.ts';
import { Finder } from './finder.tsx';
import type { PalettePage } from './entries.ts';
import type { PaletteView } from './palette-button.tsx';
import { Shortcuts } from './shortcuts.tsx';

type PaletteProps = {
  caller: Caller | undefined;
  view: PaletteView | undefined;
  pages: readonly PalettePage[];
  onView: (view: PaletteView) => void;
  onClose: () => void;
};

/** Finds a product, a page, a store, a saved view or something to do, and goes there; or the list of shortcuts. */
export default function Palette({ view, caller, pages, onView, onClose }: PaletteProps) {
  const isHelp = view === 'shortcuts';
  return (
    <Modal
      opened={view !== undefined}
      onClose={onClose}
      title={isHelp ? 'Keyboard shortcuts' : 'Search'}
      size={isHelp ? 'md' : 600}
      yOffset="8vh"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isHelp ? <Shortcuts /> : <Finder caller={caller} pages={pages} onView={onView} onClose={onClose} />}
    </Modal>
  );
}
