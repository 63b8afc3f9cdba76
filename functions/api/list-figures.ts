import { listFigures } from '#domain/analytics/figures.actions.ts';
import { FiguresPage, ListFigures } from '#domain/analytics/figures.ts';
import { route } from '#functions/http.ts';

export const listFiguresRoute = route({
  method: 'GET',
  path: '/figures',
  summary: 'Every figure by store, category, supplier or product, over any days',
  permission: 'stock.read',
  input: ListFigures,
  output: FiguresPage,
  run: listFigures,
});
