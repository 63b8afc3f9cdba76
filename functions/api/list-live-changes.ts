import { listChanges } from '#domain/live/live.actions.ts';
import { Changes, GetChanges } from '#domain/live/live.ts';
import { route } from '#functions/http.ts';

export const listLiveChangesRoute = route({
  method: 'GET',
  path: '/live/changes',
  summary: 'In which stores something has changed since an earlier answer',
  permission: 'stock.read',
  input: GetChanges,
  output: Changes,
  run: listChanges,
});
