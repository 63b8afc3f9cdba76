import { useSyncExternalStore } from 'react';

/**
 * How this page hears of changes: `live`: told at once, through a socket; `polling`: it asks every few seconds what has
 * changed; `apart`: neither works (yet), and each page asks for itself.
 */
export type LiveState = 'live' | 'polling' | 'apart';

let state: LiveState = 'apart';
let stockNews = 0;
const listeners = new Set<() => void>();

/** Says how the page hears of changes from now on. */
export function setLiveState(now: LiveState): void {
  if (now !== state) tell(() => (state = now));
}

/** Says that levels of stock may be others, for lists that refresh what is in sight by themselves. */
export const tellStockNews = (): void => tell(() => (stockNews += 1));

function tell(change: () => void): void {
  change();
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** How this page hears of changes, at this moment. */
export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);

/** A number that rises when levels of stock may be others, at most once a second. */
export const useStockNews = (): number => useSyncExternalStore(subscribe, () => stockNews);
