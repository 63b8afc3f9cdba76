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
  const change = () => {
    if (paper.matches) {
      before = root.getAttribute(attribute);
      root.setAttribute(attribute, 'light');
    } else if (before !== null) root.setAttribute(attribute, before);
  };
  paper.addEventListener('change', change);
  return () => paper.removeEventListener('change', change);
}

const subscribe = (tell: () => void) => {
  paper.addEventListener('change', tell);
  return () => paper.removeEventListener('change', tell);
};

/** Whether the page is being printed: a list that draws only what is in sight draws all of it then. */
export const usePrinting = (): boolean => useSyncExternalStore(subscribe, () => paper.matches);
