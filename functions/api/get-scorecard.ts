import { getScorecard } from '#domain/orders/scorecard.actions.ts';
import { GetScorecard, Scorecard } from '#domain/orders/scorecard.ts';
import { route } from '#functions/http.ts';

export const getScorecardRoute = route({
  method: 'GET',
  path: '/orders/scorecard',
  summary: 'How a supplier has done in the last 365 days',
  permission: 'stock.read',
  input: GetScorecard,
  output: Scorecard,
  run: getScorecard,
});
