import { useEffect, useState } from 'react';
import type { Store } from '#domain/stores/store.ts';
import { useStores } from '#web/lib/stores.ts';
import { businessDay } from './period.ts';

/**
 * The business day that is not over yet in any of the stores that are looked at: yesterday is complete in all of them.
 * Until the stores are known it is the viewer's own. It moves on by itself at the end of a day.
 */
export function useToday({ store, currency }: { store?: string | undefined; currency?: string | undefined }): string {
  const all = useStores();
  const shown = inScope(all, store, currency);
  const day = () => {
    const now = new Date();
    const days = shown.map(({ timeZone, dayCutoff }) => businessDay(now, timeZone, dayCutoff));
    return days.toSorted()[0] ?? businessDay(now, undefined);
  };
  const [, setDay] = useState(day);
  useEffect(() => {
    // Drawn anew only when the day has changed: React drops a state that is what it was.
    const timer = setInterval(() => setDay(day()), 30_000);
    return () => clearInterval(timer);
  });
  return day();
}

/** The stores of which figures are shown: one, or those of a currency; of the one that most stores trade in if none is chosen. */
export function inScope(all: Store[], store: string | undefined, currency: string | undefined): Store[] {
  if (store !== undefined) return all.filter(({ id }) => id === store);
  const open = all.filter(({ isArchived }) => !isArchived);
  const wanted = currency ?? currenciesOf(open)[0];
  return open.filter((one) => one.currency === wanted);
}

/** The currencies that stores trade in, the one of most stores first. */
export function currenciesOf(stores: Store[]): string[] {
  const stands = new Map<string, number>();
  for (const { currency } of stores) stands.set(currency, (stands.get(currency) ?? 0) + 1);
  return [...stands].toSorted(([a, one], [b, two]) => two - one || a.localeCompare(b)).map(([currency]) => currency);
}
