import { saveView } from '#domain/views/view.actions.ts';
import { NewView, SavedView } from '#domain/views/view.ts';
import { route } from '#functions/http.ts';

export const createViewRoute = route({
  method: 'POST',
  path: '/views',
  summary: 'Keep a page of the app with its filters',
  description: 'For oneself alone; at most 50, and each under a name of its own.',
  permission: 'stock.read',
  input: NewView,
  output: SavedView,
  run: saveView,
});
