import { listGrades } from '#domain/replenishment/grade.actions.ts';
import { GradeList, ListGrades } from '#domain/replenishment/suggestion.ts';
import { route } from '#functions/http.ts';

export const listSuggestionGradesRoute = route({
  method: 'GET',
  path: '/suggestions/grades',
  summary: 'How suggestions turned out, and which rules to change',
  description: 'Graded when lead time and review are over: followed against overridden, by store, category and method.',
  permission: 'stock.read',
  input: ListGrades,
  output: GradeList,
  run: listGrades,
});
