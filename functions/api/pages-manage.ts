import { lambda } from '#functions/http.ts';
import { createLiveTicketRoute } from './create-live-ticket.ts';
import { createViewRoute } from './create-view.ts';
import { editViewRoute } from './edit-view.ts';
import { getMeRoute } from './get-me.ts';
import { listLiveChangesRoute } from './list-live-changes.ts';
import { listViewsRoute } from './list-views.ts';
import { removeViewRoute } from './remove-view.ts';

export const handler = lambda([
  getMeRoute,
  listViewsRoute,
  createViewRoute,
  editViewRoute,
  removeViewRoute,
  createLiveTicketRoute,
  listLiveChangesRoute,
]);
