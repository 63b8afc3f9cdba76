import { listSuggestions } from '#domain/replenishment/suggestion.actions.ts';
import { ListSuggestions, SuggestionPage } from '#domain/replenishment/suggestion.ts';
import { route } from '#functions/http.ts';

export const listSuggestionsRoute = route({
  method: 'GET',
  path: '/suggestions',
  summary: 'What to order, from whom and why, the most urgent first',
  permission: 'stock.read',
  input: ListSuggestions,
  output: SuggestionPage,
  run: listSuggestions,
});
