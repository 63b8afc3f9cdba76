import { listRuns } from '#domain/replenishment/suggestion.actions.ts';
import { ListRuns, PlanningRunList } from '#domain/replenishment/suggestion.ts';
import { route } from '#functions/http.ts';

export const listSuggestionRunsRoute = route({
  method: 'GET',
  path: '/suggestions/runs',
  summary: 'The last planning of each store, and which data it stood on',
  permission: 'stock.read',
  input: ListRuns,
  output: PlanningRunList,
  run: listRuns,
});
