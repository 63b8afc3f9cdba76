import type { Page } from '#domain/values.ts';

/** More rows than these are not saved at once: a browser keeps all of them in memory. */
export const exportLimit = 50_000;

export type ExportRun = { signal: AbortSignal; onRows: (rows: number) => void };

/**
 * Reads a list to its end, page after page, for an export.
 * @param read the page at a cursor; undefined for the first
 * @returns its rows, at most `exportLimit`, and whether there were more
 * @throws what `read` throws, and an AbortError when the run is stopped
 */
export async function readAllPages<Item>(
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  { signal, onRows }: ExportRun,
): Promise<{ items: Item[]; isCut: boolean }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await read(cursor, signal);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    // A list of one page is over before anybody could read how far it is.
    if (cursor !== undefined) onRows(Math.min(items.length, exportLimit));
    if (items.length >= exportLimit)
      return { items: items.slice(0, exportLimit), isCut: cursor !== undefined || items.length > exportLimit };
  } while (cursor !== undefined);
  return { items, isCut: false };
}
