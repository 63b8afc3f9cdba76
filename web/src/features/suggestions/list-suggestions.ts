import { useQuery } from '@tanstack/react-query';
import { GradeList, PlanningRunList, type Suggestion, SuggestionPage } from '#domain/replenishment/suggestion.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import type { SuggestionsSearch } from './suggestions-search.ts';

const path = '/suggestions';
const fieldsOf = ({ store, supplier, product, kind, show, search }: SuggestionsSearch) => ({
  store,
  supplier,
  product,
  kind,
  search,
  status: show === 'grades' ? undefined : show,
  limit: '200',
});

/** Suggestions, those first that cost the most margin a day to be without. */
export const useSuggestions = (filter: SuggestionsSearch) =>
  usePages(['suggestions'], path, SuggestionPage, fieldsOf(filter));

/** More than this is not decided at once: somebody should look first. */
export const mostAtOnce = 5_000;

/** Every suggestion of a filter that waits for a decision, also those that are not on screen yet. */
export async function readAll(filter: SuggestionsSearch, signal: AbortSignal): Promise<Suggestion[]> {
  const all: Suggestion[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...fieldsOf({ ...filter, show: 'open' }), cursor };
    const page = await get(path, SuggestionPage, { query, signal });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && all.length < mostAtOnce);
  return all;
}

/** The same while a dialogue asks for it; fresh each time it opens. */
export const useAll = (filter: SuggestionsSearch, isAsked: boolean) =>
  useQuery({
    queryKey: ['suggestions', 'all', filter],
    queryFn: ({ signal }) => readAll(filter, signal),
    enabled: isAsked,
    gcTime: 0,
  });

/** The last plan of each store, and what it stood on. */
export const useRuns = (store: string | undefined) =>
  useQuery({
    queryKey: ['suggestions', 'runs', store],
    queryFn: async ({ signal }) => (await get(`${path}/runs`, PlanningRunList, { query: { store }, signal })).items,
  });

/** How suggestions of the last 90 days turned out, rule by rule. */
export const useGrades = (store: string | undefined) =>
  useQuery({
    queryKey: ['suggestions', 'grades', store],
    queryFn: ({ signal }) => get(`${path}/grades`, GradeList, { query: { store }, signal }),
  });
