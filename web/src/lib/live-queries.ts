import type { Query, QueryClient } from '@tanstack/react-query';
import type { Change } from '#domain/live/live.ts';
import { tellStockNews } from './live-state.ts';

/** What no sale, delivery or import changes: people, rights and what is set up. */
const settled = new Set([
  'me',
  'stores',
  'store',
  'people',
  'till-keys',
  'audit',
  'views',
  'suppliers',
  'supplier',
  'categories',
  'products',
  // While it is counted its page writes it; thousands of lines are not read anew for each sale.
  'count-sheet',
]);

/** Whether what a query asked for may be another thing after this change. */
export function isConcerned(key: readonly unknown[], { topics, productIds }: Change): boolean {
  const [noun, id] = key;
  if (typeof noun !== 'string') return true;
  if (noun === 'imports' || noun === 'import') return topics.includes('imports');
  // An import's end says that products, or days that are complete, may be others; its figures were told before.
  if (settled.has(noun)) return noun === 'products' && topics.includes('imports');
  if (noun === 'product' && productIds !== null && typeof id === 'string') return productIds.includes(id);
  return true;
}

/** The same query is asked at most so often because of changes, in ms. */
const gapMs = 1_000;

/**
 * Asks queries anew when something has changed: each at most once a second, and never while it is being asked; in a
 * hidden page only once it is looked at again.
 */
export function createRefresher(queries: QueryClient) {
  const waiting = new Set<string>();
  const askedAt = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  // The list of stock may be long: it refreshes the rows in sight by itself, and only hears that it should.
  const stockList = 'stock';
  const note = ({ queryKey, queryHash }: Query): void =>
    void waiting.add(queryKey[0] === 'stock' ? stockList : queryHash);

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const now = Date.now();
    let next = Infinity;
    for (const hash of waiting) {
      const query = queries.getQueryCache().get(hash);
      const due = (askedAt.get(hash) ?? 0) + gapMs;
      // What is under way may have been read before the change: it is asked again when it is back.
      if (query?.state.fetchStatus === 'fetching' || due > now) {
        next = Math.min(next, Math.max(due - now, 100));
        continue;
      }
      waiting.delete(hash);
      askedAt.set(hash, now);
      if (hash === stockList) tellStockNews();
      if (query === undefined) continue;
      const refetchType = document.visibilityState === 'hidden' ? 'none' : 'active';
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType }, { cancelRefetch: false });
    }
    if (next !== Infinity) timer = setTimeout(flush, next);
    if (askedAt.size > 200) askedAt.clear();
  }

  return {
    /** Something has changed. */
    tell(changes: readonly Change[]): void {
      const cache = queries.getQueryCache().getAll();
      for (const change of changes) for (const query of cache) if (isConcerned(query.queryKey, change)) note(query);
      flush();
    },
    /** Anything may have changed. */
    tellAll(): void {
      for (const query of queries.getQueryCache().getAll()) note(query);
      flush();
    },
    stop(): void {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
