import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLiveInterval } from '#web/lib/live.ts';
import { useStockNews } from '#web/lib/live-state.ts';
import type { StockSearch } from '#web/paths.ts';
import { fetchStockPage, stockQuery } from './list-stock.ts';

/**
 * Keeps the visible rows current. Only the pages on screen are asked again: refreshing all that was scrolled through
 * would be hundreds of requests in a long list. Rows keep their place, so the scroll position does not move.
 * @param visible numbers of the first and last page on screen
 */
export function useLivePages(filter: StockSearch, visible: { first: number; last: number }): void {
  const queries = useQueryClient();
  const { first, last } = visible;
  const interval = useLiveInterval();
  const news = useStockNews();
  const seen = useRef(news);
  useEffect(() => {
    const stop = new AbortController();
    const refresh = () => {
      if (document.visibilityState === 'hidden' || !navigator.onLine) return;
      // A failed refresh leaves the rows as they are; the next one comes in a moment.
      for (let page = first; page <= last; page += 1)
        void refreshPage(queries, filter, page, stop.signal).catch(() => undefined);
    };
    if (seen.current !== news) refresh();
    seen.current = news;
    const timer = interval === false ? undefined : setInterval(refresh, interval);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [queries, filter, first, last, interval, news]);
}

async function refreshPage(
  queries: QueryClient,
  filter: StockSearch,
  index: number,
  signal: AbortSignal,
): Promise<void> {
  const { queryKey } = stockQuery(filter);
  const before = queries.getQueryData(queryKey);
  if (!before || index >= before.pages.length) return;
  const fresh = await fetchStockPage(
    filter,
    index === 0 ? undefined : (before.pages[index - 1]?.nextCursor ?? undefined),
    signal,
  );
  const old = before.pages[index];
  // The page ends elsewhere: rows came or went, and the pages behind it would overlap or leave a gap.
  if (old?.nextCursor !== fresh.nextCursor) return void queries.invalidateQueries({ queryKey });
  queries.setQueryData(queryKey, (now) =>
    now && now.pages[index] === old ? { ...now, pages: now.pages.with(index, fresh) } : now,
  );
}
