import { lambda } from '#functions/http.ts';
import { addPromotionRoute } from './add-promotion.ts';
import { decideSuggestionsRoute } from './decide-suggestions.ts';
import { editBudgetRoute } from './edit-budget.ts';
import { editOrderingStopRoute } from './edit-ordering-stop.ts';
import { editPolicyRoute } from './edit-policy.ts';
import { getOrderingStopRoute } from './get-ordering-stop.ts';
import { listBudgetsRoute } from './list-budgets.ts';
import { listEffectivePoliciesRoute } from './list-effective-policies.ts';
import { listPoliciesRoute } from './list-policies.ts';
import { listPromotionsRoute } from './list-promotions.ts';
import { listSuggestionGradesRoute } from './list-suggestion-grades.ts';
import { listSuggestionRunsRoute } from './list-suggestion-runs.ts';
import { listSuggestionsRoute } from './list-suggestions.ts';
import { removePromotionRoute } from './remove-promotion.ts';

export const handler = lambda([
  listSuggestionsRoute,
  decideSuggestionsRoute,
  listSuggestionGradesRoute,
  listSuggestionRunsRoute,
  listPoliciesRoute,
  editPolicyRoute,
  listEffectivePoliciesRoute,
  listBudgetsRoute,
  editBudgetRoute,
  getOrderingStopRoute,
  editOrderingStopRoute,
  listPromotionsRoute,
  addPromotionRoute,
  removePromotionRoute,
]);
