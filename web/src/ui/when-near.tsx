import { type ReactNode, useEffect, useRef, useState } from 'react';
import { usePrinting } from './print.ts';
import classes from './when-near.module.css';

/** How far below the window something is drawn before it is seen: a flick of the thumb. */
const margin = '150px';

/** After how many ms at rest the page draws what nobody has scrolled to, so that it is there to be printed. */
const rest = 3_000;

/**
 * Draws its children when they come near the window, when the page is printed, or when it has been at rest: for what
 * takes long to draw. What holds it must have its height without them, and say in words what they show.
 */
export function WhenNear({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const isPrinting = usePrinting();
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    if (isWanted || !place.current) return undefined;
    const want = () => setWanted(true);
    const sight = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && want(), {
      rootMargin: margin,
    });
    sight.observe(place.current);
    const timer = setTimeout(want, rest);
    return () => {
      sight.disconnect();
      clearTimeout(timer);
    };
  }, [isWanted]);
  return isWanted || isPrinting ? children : <div ref={place} className={classes['place']} />;
}
