import * as z from 'zod';
import { listViews } from '#domain/views/view.actions.ts';
import { SavedViewList } from '#domain/views/view.ts';
import { route } from '#functions/http.ts';

export const listViewsRoute = route({
  method: 'GET',
  path: '/views',
  summary: "The caller's own saved views, by name",
  permission: 'stock.read',
  input: z.object({}),
  output: SavedViewList,
  run: listViews,
});
