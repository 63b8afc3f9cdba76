import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { LoadMore } from './load-more.tsx';
import { Failed } from './notice.tsx';
import classes from './listing.module.css';

type ListingProps<Item> = {
  /** What is listed, as "The suppliers" in "The suppliers could not be loaded". */
  what: string;
  pages: {
    data: { pages: { items: Item[] }[] } | undefined;
    error: Error | null;
    refetch: () => Promise<unknown>;
    isPlaceholderData: boolean;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
  /** Whether what the rows name (stores) is known too: until then nothing is drawn, so that nothing moves. */
  isReady?: boolean;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
};

/** A card with a list in it, in each of its states: on its way, failed, empty, and there, with more to load. */
export function Listing<Item>({ what, pages, isReady = true, empty, children }: ListingProps<Item>) {
  const items = isReady ? pages.data?.pages.flatMap((page) => page.items) : undefined;
  return (
    <div className={classes['card']} aria-busy={!items || pages.isPlaceholderData}>
      {items && items.length > 0 ? children(items) : null}
      {items?.length === 0 ? empty : null}
      {!items && pages.error ? (
        <Failed what={what} error={pages.error} onRetry={() => void pages.refetch()} minHeight={280} />
      ) : null}
      {!items && !pages.error ? <Lines /> : null}
      {items ? <LoadMore pages={pages} /> : null}
    </div>
  );
}

const Lines = () => (
  <div role="status" aria-label="Loading" className={classes['lines']}>
    {[94, 82, 90, 76, 86, 80].map((width) => (
      <Skeleton key={width} h={22} w={`${width}%`} />
    ))}
  </div>
);
