import { demoStores } from './stores.ts';

/** What a clock on the wall of that zone shows: `YYYY-MM-DDTHH:MM:SS`. */
export function localNow(now: Date, timeZone: string): string {
  return now.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
}

/** The day after the latest date that any store's calendar shows, as `YYYY-MM-DD`. */
export function tomorrow(now: Date): string {
  const latest = demoStores.map(({ timeZone }) => localNow(now, timeZone).slice(0, 10)).toSorted();
  return addDays(latest.at(-1) ?? '', 1);
}

/** `YYYY-MM-DD` some days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Leaves out the lines that lie in the future by their store's clock. Of the demo's files all but the catalogue have
 * the store's code first and the time last, and no quotes.
 * @param text a whole file, its header included
 */
export function until(now: Date, text: string): string {
  const clocks = new Map(demoStores.map(({ code, timeZone }) => [code, localNow(now, timeZone)]));
  const hasCome = (line: string): boolean => {
    const clock = clocks.get(line.slice(0, line.indexOf(',')));
    return clock === undefined || line.slice(line.lastIndexOf(',') + 1) <= clock;
  };
  return text.split('\n').filter(hasCome).join('\n');
}
