import { recordAdjustment } from '#domain/stock/stock.actions.ts';
import { AdjustmentDone, NewAdjustment } from '#domain/stock/stock.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordAdjustmentRoute = route({
  method: 'POST',
  path: '/adjustments',
  summary: 'Change stock by hand, with a reason',
  permission: 'stock.adjust',
  input: NewAdjustment,
  headers: IdempotencyKey,
  output: AdjustmentDone,
  run: (platform, caller, wanted, headers) => recordAdjustment(platform, caller, wanted, headers['idempotency-key']),
});
