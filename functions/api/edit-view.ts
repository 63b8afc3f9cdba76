import { editView } from '#domain/views/view.actions.ts';
import { SavedView, ViewEdit } from '#domain/views/view.ts';
import { route } from '#functions/http.ts';

export const editViewRoute = route({
  method: 'PUT',
  path: '/views/{viewId}',
  summary: 'Rename a saved view, or put another address into it',
  permission: 'stock.read',
  input: ViewEdit,
  output: SavedView,
  run: editView,
});
