import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AdjustmentDone, type NewAdjustment } from '#domain/stock/stock.ts';
import { post } from '#web/lib/api.ts';
import { ApiProblem } from '#web/lib/problem.ts';

/**
 * Changes stock by hand. The key makes it happen once however often it is sent, so a lost answer is simply asked for
 * again. Levels, movements, charts and the dashboard all follow from it: everything on screen is then fetched anew.
 */
export function useAdjustStock(idempotencyKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (adjustment: NewAdjustment) => post('/adjustments', AdjustmentDone, adjustment, { idempotencyKey }),
    retry: (failures, error) => failures < 2 && (!(error instanceof ApiProblem) || error.isPassing),
    onSuccess: () => queries.invalidateQueries(),
  });
}
