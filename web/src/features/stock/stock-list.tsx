import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { StockLevel } from '#domain/stock/stock.ts';
import { useStock } from './list-stock.ts';
import { StockCards } from './stock-cards.tsx';
import { StockTable } from './stock-table.tsx';
import { StockWaiting } from './stock-waiting.tsx';
import { useLivePages } from './use-live-pages.ts';
import { count } from '#web/lib/format.ts';
import type { StockSearch } from '#web/paths.ts';
import { Failed } from '#web/ui/notice.tsx';
import { usePrinting } from '#web/ui/print.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';

const rowHeight = 46; // of the table and of the cards, as in stock-list.module.css
const cardHeight = 100;
const tableHead = 38;
const loadAhead = 60; // rows before the end at which the next page is asked for

type StockListProps = { filter: StockSearch; empty: React.ReactNode };

/** The stock list: pages are loaded as one scrolls, only visible rows are drawn, and those are kept current. */
export function StockList({ filter, empty }: StockListProps) {
  const narrow = useNarrow();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useStock(filter);
  const levels = useMemo(() => withoutDoubles(data?.pages.flatMap((page) => page.items) ?? []), [data]);
  const { place, top } = useTop(narrow);
  const head = narrow ? 0 : tableHead;
  const virtual = useWindowVirtualizer({
    count: levels.length,
    estimateSize: () => (narrow ? cardHeight : rowHeight),
    overscan: 12,
    scrollMargin: top + head,
  });
  useEffect(() => virtual.measure(), [narrow, virtual]);
  const isPrinting = usePrinting();
  const items = isPrinting ? everyItem(levels.length) : virtual.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && lastShown >= levels.length - loadAhead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, lastShown, levels.length, fetchNextPage]);

  const visible = pagesOf(data?.pages.map((page) => page.items.length) ?? [], firstShown, lastShown);
  useLivePages(filter, visible);

  if (!data && error)
    return <Failed what="The stock list" error={error} onRetry={() => void refetch()} minHeight="50vh" />;
  if (!data) return <StockWaiting />;
  if (levels.length === 0) return empty;
  const before = isPrinting ? 0 : (items[0]?.start ?? 0) - virtual.options.scrollMargin;
  const after = isPrinting ? 0 : virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - virtual.options.scrollMargin);
  const drawn = {
    levels,
    items,
    before: Math.max(0, before),
    after: Math.max(0, after),
    isComplete: !hasNextPage,
    place,
  };
  return (
    <>
      {narrow ? <StockCards {...drawn} /> : <StockTable {...drawn} />}
      {isPrinting && hasNextPage ? <p>These are the first {count(levels.length)} rows; there are more.</p> : null}
      {error ? <Failed what="The next rows" error={error} onRetry={() => void fetchNextPage()} /> : null}
    </>
  );
}

/** Every row, for paper: nothing is out of sight there. */
const everyItem = (count: number): VirtualItem[] =>
  Array.from({ length: count }, (_, index) => ({ index, key: index, start: 0, end: 0, size: rowHeight, lane: 0 }));

/** A row that moved between two pages while they were loaded apart is shown once. */
function withoutDoubles(levels: StockLevel[]): StockLevel[] {
  return [...new Map(levels.map((level) => [`${level.storeId} ${level.productId}`, level])).values()];
}

/** Which pages hold the rows from `first` to `last`, given the pages' lengths. */
function pagesOf(lengths: number[], first: number, last: number): { first: number; last: number } {
  const pageOf = (row: number) => {
    let end = 0;
    const index = lengths.findIndex((length) => (end += length) > row);
    return index === -1 ? Math.max(0, lengths.length - 1) : index;
  };
  return { first: pageOf(first), last: pageOf(last) };
}

/** How far below the top of the document the list begins, in px: above it are filters that wrap on small screens. */
function useTop(narrow: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (place.current) setTop(Math.round(place.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [narrow]);
  return { place, top };
}
