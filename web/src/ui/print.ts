import { useSyncExternalStore } from 'react';

const attribute = 'data-mantine-color-scheme';
const listeners = new Set<() => void>();

let isPrinting = false;
let before: string | null = null; // the screen's scheme while something is printed

/** Prints in the light scheme, whatever the screen shows: dark cards would cost ink and be read badly. */
function change(to: boolean): void {
  if (to === isPrinting) return;
  isPrinting = to;
  const root = document.documentElement;
  if (to) before = root.getAttribute(attribute);
  if (to || before !== null) root.setAttribute(attribute, to ? 'light' : (before ?? 'light'));
  for (const tell of listeners) tell();
}

// What the event says, never what the query does: asked while it changes (when something is drawn), Chrome takes the
// change for told and sends no event.
globalThis.matchMedia('print').addEventListener('change', ({ matches }) => change(matches));
// Browsers that tell of the medium too late tell of printing in time.
globalThis.addEventListener('beforeprint', () => change(true));
globalThis.addEventListener('afterprint', () => change(false));

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** Whether the page is being printed: a list that draws only what is in sight draws all of it then. */
export const usePrinting = (): boolean => useSyncExternalStore(subscribe, () => isPrinting);
