import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { FiguresPage } from '#domain/analytics/figures.ts';
import { get, unchecked } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';
import type { FiguresSearch } from '#web/paths.ts';
import { type Days, usualComparison } from '#web/ui/period.ts';
import { maySort, usual } from './figure-groups.ts';

/** What the list asks the API, apart from which page. */
export type FiguresQuestion = Record<string, string>;

/** An address as a question: of what is left out, the usual. Without a category or a supplier is asked for by ''. */
export function questionOf(search: FiguresSearch, { from, to }: Days): FiguresQuestion {
  const { compare = usualComparison, by = usual.by, store, currency, category, supplier, without } = search;
  const { sort = usual.sort, dir = usual.dir } = search;
  const text = by === 'product' ? search.search : undefined;
  const asked = {
    by,
    from,
    to,
    compare,
    store,
    currency,
    category: without === 'category' ? '' : category,
    supplier: without === 'supplier' ? '' : supplier,
    search: text || undefined,
    sort: maySort(by, sort) ? sort : usual.sort,
    dir,
  };
  return Object.fromEntries(Object.entries(asked).filter((field): field is [string, string] => field[1] !== undefined));
}

/** A page of the list. The address is written here, as an empty category is a question too. */
export const fetchFigures = (
  question: FiguresQuestion,
  cursor: string | undefined,
  limit: number,
  signal: AbortSignal,
) =>
  get(
    `/figures?${new URLSearchParams({ ...question, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) })}`,
    unchecked<FiguresPage>(),
    { signal },
  );

const rowsPerPage = 100;

/** The list, page after page. What is shown stays until another's rows arrive. */
export function useFigures(question: FiguresQuestion) {
  const interval = useLiveInterval();
  return useInfiniteQuery({
    queryKey: ['figures', question],
    queryFn: ({ pageParam, signal }) => fetchFigures(question, pageParam, rowsPerPage, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // A long list is not asked for again as a whole every few seconds.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? interval : false),
  });
}

/** What a supplier is called, for the filter that names it: asked of the figures, which everybody who is here may read. */
export function useSupplierName(question: FiguresQuestion, supplier: string | undefined): string | undefined {
  const { data } = useQuery({
    queryKey: ['figures', 'supplier', supplier],
    queryFn: async ({ signal }) => {
      const { from = '', to = '' } = question;
      const asked = { by: 'supplier', from, to, supplier: supplier ?? '' };
      return (await fetchFigures(asked, undefined, 1, signal)).items.find(({ key }) => key === supplier)?.label ?? null;
    },
    enabled: supplier !== undefined,
    staleTime: 5 * 60_000,
  });
  return data ?? undefined;
}
