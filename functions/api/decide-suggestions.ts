import { decideSuggestions } from '#domain/replenishment/suggestion.actions.ts';
import { Decided, Decisions } from '#domain/replenishment/suggestion.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const decideSuggestionsRoute = route({
  method: 'POST',
  path: '/suggestions/decide',
  summary: 'Accept, change or reject suggestions',
  description:
    'What is accepted together becomes one draft order for each supplier and store, and one draft transfer for each pair ' +
    'of stores. What is not open any more is named in `refused`.',
  permission: 'order.edit',
  input: Decisions,
  headers: IdempotencyKey,
  output: Decided,
  run: (platform, caller, wanted, headers) => decideSuggestions(platform, caller, wanted, headers['idempotency-key']),
});
