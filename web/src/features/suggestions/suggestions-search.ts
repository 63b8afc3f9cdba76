import { id, oneOf, search, type Searched, text } from '#web/lib/search.ts';

/** What is shown: suggestions of a status, or how earlier ones turned out. */
export const shows = ['open', 'accepted', 'changed', 'rejected', 'expired', 'grades'] as const;

/** Which suggestions are shown; those to decide, unless it says otherwise. */
export const SuggestionsSearch = search({
  store: id,
  supplier: id,
  product: id,
  kind: oneOf(['buy', 'transfer']),
  show: oneOf(shows),
  search: text(),
});
export type SuggestionsSearch = Searched<typeof SuggestionsSearch>;
