import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import type { Pages } from '#web/lib/pages.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed } from '#web/ui/notice.tsx';

type SuggestionPagesProps = {
  pages: Pages<Suggestion>;
  /** Whether all that stands around the list is known too. */
  isReady: boolean;
  empty: ReactNode;
  children: (items: Suggestion[]) => ReactNode;
};

/** Suggestions in each of their states: on their way, failed, none, and there, with more to load. */
export function SuggestionPages({ pages, isReady, empty, children }: SuggestionPagesProps) {
  const items = isReady ? pages.data?.pages.flatMap((page) => page.items) : undefined;
  if (!items && pages.error)
    return <Failed what="The suggestions" error={pages.error} onRetry={() => void pages.refetch()} minHeight="40vh" />;
  if (!items) return <Skeleton h={420} role="status" aria-label="Loading" />;
  return (
    <div aria-busy={pages.isPlaceholderData}>
      {items.length === 0 ? empty : children(items)}
      <LoadMore pages={pages} />
    </div>
  );
}
