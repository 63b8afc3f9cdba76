import { lambda } from '#functions/http.ts';
import { createViewRoute } from './create-view.ts';
import { editViewRoute } from './edit-view.ts';
import { listViewsRoute } from './list-views.ts';
import { removeViewRoute } from './remove-view.ts';

export const handler = lambda([listViewsRoute, createViewRoute, editViewRoute, removeViewRoute]);
