import { addPromotion } from '#domain/replenishment/guard.actions.ts';
import { NewPromotion, Promotion } from '#domain/replenishment/policy.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const addPromotionRoute = route({
  method: 'POST',
  path: '/policies/promotions',
  summary: 'Mark days on which something sells otherwise than usual',
  description: 'Past ones are taken out of what sells, those to come are planned for. Without a store: in every store.',
  permission: 'replenishment.edit',
  input: NewPromotion,
  headers: IdempotencyKey,
  output: Promotion,
  run: (platform, caller, wanted, headers) => addPromotion(platform, caller, wanted, headers['idempotency-key']),
});
