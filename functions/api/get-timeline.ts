import { getTimeline } from '#domain/analytics/timeline.actions.ts';
import { GetTimeline, Timeline } from '#domain/analytics/timeline.ts';
import { route } from '#functions/http.ts';

export const getTimelineRoute = route({
  method: 'GET',
  path: '/products/{productId}/timeline',
  summary: "A product's sales, price and stock by day, and what happened to it",
  permission: 'stock.read',
  input: GetTimeline,
  output: Timeline,
  run: getTimeline,
});
