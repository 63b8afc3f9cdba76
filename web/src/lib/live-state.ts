import { useSyncExternalStore } from 'react';

/**
 * How this page hears of changes: `live`: told at once, through a socket; `polling`: it asks every few seconds what has
 * changed; `apart`: neither works (yet), and each page asks for itself.
 */
export type LiveState = 'live' | 'polling' | 'apart';

let state: LiveState = 'apart';
const listeners = new Set<() => void>();

/** Says how the page hears of changes from now on. */
export function setLiveState(now: LiveState): void {
  if (now === state) return;
  state = now;
  for (const tell of listeners) tell();
}

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** How this page hears of changes, at this moment. */
export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);
