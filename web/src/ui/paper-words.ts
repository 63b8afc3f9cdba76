import { dayRange, longDay } from '#web/lib/format.ts';
import { type Comparison, type Days, usualComparison } from './period.ts';

/** Business days as they stand on paper: `Period: 24 Oct – 22 Nov 2026`. */
export const periodWords = ({ from, to }: Days): string =>
  `Period: ${from === to ? longDay(from) : dayRange(from, to)}`;

/**
 * What a period is compared with, as it stands on paper.
 * @param before the days themselves, where they are known
 */
export function againstWords(compare: Comparison = usualComparison, before?: Days | null): string {
  if (compare === 'none') return 'not compared';
  if (before)
    return `compared with ${before.from === before.to ? longDay(before.from) : dayRange(before.from, before.to)}`;
  return compare === 'lastYear' ? 'compared with a year before' : 'compared with as many days before';
}

/** Whose figures these are: the store's name, or all stores, of one currency where there are several. */
export function storeWords(storeName: string | undefined, currency: string | undefined): string {
  if (storeName !== undefined) return currency === undefined ? storeName : `${storeName}, in ${currency}`;
  return currency === undefined ? 'all stores' : `all stores in ${currency}`;
}

/** What was searched for. */
export const searchWords = (search: string | undefined): string | undefined =>
  search ? `search: “${search}”` : undefined;
