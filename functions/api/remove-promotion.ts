import { removePromotion } from '#domain/replenishment/guard.actions.ts';
import { PromotionRemoval, PromotionRemoved } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';

export const removePromotionRoute = route({
  method: 'POST',
  path: '/policies/promotions/{promotionId}/remove',
  summary: 'Take the mark of such days away',
  permission: 'replenishment.edit',
  input: PromotionRemoval,
  output: PromotionRemoved,
  run: removePromotion,
});
