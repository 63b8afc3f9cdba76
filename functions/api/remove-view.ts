import * as z from 'zod';
import { Id } from '#domain/values.ts';
import { removeView } from '#domain/views/view.actions.ts';
import { ViewRemoved } from '#domain/views/view.ts';
import { route } from '#functions/http.ts';

export const removeViewRoute = route({
  method: 'POST',
  path: '/views/{viewId}/remove',
  summary: 'Remove a saved view',
  permission: 'stock.read',
  input: z.object({ viewId: Id }),
  output: ViewRemoved,
  run: removeView,
});
