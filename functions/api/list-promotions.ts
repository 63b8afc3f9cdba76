import { listPromotions } from '#domain/replenishment/guard.actions.ts';
import { ListPromotions, PromotionPage } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const listPromotionsRoute = route({
  method: 'GET',
  path: '/policies/promotions',
  summary: 'Days that are marked as selling otherwise than usual',
  permission: 'stock.read',
  input: ListPromotions,
  output: PromotionPage,
  run: listPromotions,
});
