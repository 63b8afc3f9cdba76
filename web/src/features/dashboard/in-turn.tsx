import { createContext, type ReactNode, startTransition, use, useEffect, useState } from 'react';
import { usePrinting } from '#web/ui/print.ts';

const Turn = createContext(0);

// Whoever comes back to the page wants to be where they were: it must be as high as it was at once.
let wasWhole = false;

type InTurnProps = {
  /** The last turn that is given. */
  last: number;
  children: ReactNode;
};

/**
 * Draws what is in it in turns, each in a task of its own: first what is outside every `Later`, then turn 1, 2, ….
 * A slow phone draws the whole dashboard in half a second, in which it would answer to nothing; so the first figures are
 * seen at once, and the rest stands below them a moment later, whether somebody scrolls there or not.
 */
export function InTurn({ last, children }: InTurnProps) {
  const isPrinting = usePrinting();
  const [turn, setTurn] = useState(wasWhole ? last : 0);
  useEffect(() => {
    if (turn >= last) {
      wasWhole = true;
      return undefined;
    }
    // Not at the next frame: a tab in the background has none, and is to be whole all the same.
    const timer = setTimeout(() => startTransition(() => setTurn(turn + 1)));
    return () => clearTimeout(timer);
  }, [turn, last]);
  return <Turn value={isPrinting ? last : turn}>{children}</Turn>;
}

/** What is drawn when it is its turn. Turns follow each other down the page, so that nothing moves what is there. */
export function Later({ turn, children }: { turn: number; children: ReactNode }) {
  return use(Turn) >= turn ? children : null;
}
