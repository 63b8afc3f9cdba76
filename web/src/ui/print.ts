import { useSyncExternalStore } from 'react';

const paper = globalThis.matchMedia('print');

/**
 * Prints in the light scheme, whatever the screen shows: dark cards would cost ink and be read badly.
 * @returns what ends it
 */
export function printInLight(): () => void {
  const root = document.documentElement;
  const attribute = 'data-mantine-color-scheme';
  let before: string | null = null;
  const begin = () => {
    before ??= root.getAttribute(attribute);
    root.setAttribute(attribute, 'light');
  };
  const end = () => {
    if (before !== null) root.setAttribute(attribute, before);
    before = null;
  };
  const change = () => (paper.matches ? begin() : end());
  paper.addEventListener('change', change);
  // Browsers that tell of the medium too late tell of printing in time.
  globalThis.addEventListener('beforeprint', begin);
  globalThis.addEventListener('afterprint', end);
  return () => {
    paper.removeEventListener('change', change);
    globalThis.removeEventListener('beforeprint', begin);
    globalThis.removeEventListener('afterprint', end);
  };
}

const subscribe = (tell: () => void) => {
  paper.addEventListener('change', tell);
  return () => paper.removeEventListener('change', tell);
};

/** Whether the page is being printed: a list that draws only what is in sight draws all of it then. */
export const usePrinting = (): boolean => useSyncExternalStore(subscribe, () => paper.matches);
