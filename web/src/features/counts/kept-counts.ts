/** What was counted of a product and has not reached the server. `countedAt`: when, by the counter's clock. */
export type Count = { productId: string; counted: string; countedAt: string };

/**
 * Counts of one sheet that the browser keeps. `batch` was sent, or was going to be: it is sent again word for word under
 * its key until the server has answered, so that a lost answer counts nothing twice.
 */
export type Kept = { typed: Count[]; batch: { key: string; lines: Count[] } | null };

const nothing: Kept = { typed: [], batch: null };
/** The API takes so many lines at once (`maxCountsAtOnce`). */
const mostAtOnce = 500;
const nameOf = (sheetId: string) => `stockroom.counts.${sheetId}`;

/** What is kept of a sheet; nothing where the browser keeps nothing, or what it keeps cannot be read. */
export function readKept(sheetId: string, storage: Storage = localStorage): Kept {
  try {
    const kept = JSON.parse(storage.getItem(nameOf(sheetId)) ?? 'null') as Kept | null;
    return kept && Array.isArray(kept.typed) ? kept : nothing;
  } catch {
    return nothing;
  }
}

/** Keeps it. A browser that is full, or that keeps nothing, still counts as long as its page is open. */
export function writeKept(sheetId: string, kept: Kept, storage: Storage = localStorage): void {
  try {
    if (waiting(kept) === 0) storage.removeItem(nameOf(sheetId));
    else storage.setItem(nameOf(sheetId), JSON.stringify(kept));
  } catch {
    // Nothing that the counter could do about it.
  }
}

/** How many counts the server does not have yet. */
export const waiting = ({ typed, batch }: Kept): number => typed.length + (batch?.lines.length ?? 0);

/** With one more count; of a product that is counted again before it was sent, the later counts. */
export const withCount = (kept: Kept, count: Count): Kept => ({
  ...kept,
  typed: [...kept.typed.filter(({ productId }) => productId !== count.productId), count],
});

/** With a batch to send: the one that was under way, else what was typed since. */
export function withBatch(kept: Kept, key: string): Kept {
  if (kept.batch || kept.typed.length === 0) return kept;
  return { typed: kept.typed.slice(mostAtOnce), batch: { key, lines: kept.typed.slice(0, mostAtOnce) } };
}

/** What was counted last of each product, sent or not, by product. */
export const latest = ({ typed, batch }: Kept): Map<string, Count> =>
  new Map([...(batch?.lines ?? []), ...typed].map((count) => [count.productId, count]));
