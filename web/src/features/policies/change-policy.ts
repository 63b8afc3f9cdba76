import {
  Budget,
  type BudgetEdit,
  type NewPromotion,
  OrderingStop,
  type OrderingStopEdit,
  Policy,
  type PolicyEdit,
  Promotion,
  PromotionRemoved,
} from '#domain/replenishment/policy.ts';
import { post } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

export const useEditPolicy = () => useWrite((policy: PolicyEdit) => post('/policies', Policy, policy));
export const useEditBudget = () => useWrite((budget: BudgetEdit) => post('/policies/budgets', Budget, budget));
export const useEditStop = () => useWrite((stop: OrderingStopEdit) => post('/policies/stop', OrderingStop, stop));

/** Marks a promotion, once for a key. */
export const useAddPromotion = (idempotencyKey: string) =>
  useWrite((promotion: NewPromotion) => post('/policies/promotions', Promotion, promotion, { idempotencyKey }));
export const useRemovePromotion = () =>
  useWrite((promotionId: string) =>
    post(`/policies/promotions/${encodeURIComponent(promotionId)}/remove`, PromotionRemoved, {}),
  );
