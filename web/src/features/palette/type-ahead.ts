import { useEffect, useRef } from 'react';

/** What was typed before there was a box to type into, and whether Enter came after it, as a scanner sends it. */
export type Early = { text: string; isEntered: boolean };

/**
 * Keeps what is typed between the asking for a text box and the moment when it has the focus, which may be a download
 * later: it would else go to whatever had the focus, as a search there, a shortcut or nothing at all.
 * @param onGiveUp called when Escape is pressed meanwhile
 * @returns `begin` is called when the box is asked for, `take` when it has the focus, and gives what is to stand in it
 * once; `end` drops it all
 */
export function useTypeAhead(onGiveUp: () => void) {
  const early = useRef<Early>(undefined);
  const focused = useRef<Element>(null);
  const giveUp = useRef(onGiveUp);
  useEffect(() => {
    giveUp.current = onGiveUp;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key } = event;
      const isCommand = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
      // Who has gone elsewhere meanwhile types there.
      if (!early.current || isCommand || document.activeElement !== focused.current) return;
      if (key === 'Escape') {
        early.current = undefined;
        giveUp.current();
      } else if (key !== 'Backspace' && key !== 'Enter' && key.length > 1) return;
      else early.current = withKey(early.current, key);
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return {
    begin() {
      early.current = { text: '', isEntered: false };
      focused.current = document.activeElement;
    },
    take() {
      const kept = early.current;
      early.current = undefined;
      return kept;
    },
    end() {
      early.current = undefined;
    },
  };
}

function withKey(early: Early, key: string): Early {
  // What comes after Enter is not what was entered.
  if (early.isEntered) return early;
  if (key === 'Enter') return { ...early, isEntered: true };
  return { ...early, text: key === 'Backspace' ? early.text.slice(0, -1) : early.text + key };
}
