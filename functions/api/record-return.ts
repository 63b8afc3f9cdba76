import { recordReturn } from '#domain/sales/return.actions.ts';
import { NewReturn, ReturnDone } from '#domain/sales/return.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordReturnRoute = route({
  method: 'POST',
  path: '/returns',
  summary: 'Take back goods of a recorded sale, all of the lines or none',
  description:
    'They come back at the cost at which they were sold, to any store of the same currency. A sale of a store that the ' +
    'caller does not see is named by its receipt: `externalId` and `soldIn`.',
  permission: 'sale.record',
  input: NewReturn,
  headers: IdempotencyKey,
  output: ReturnDone,
  run: (platform, caller, back, headers) => recordReturn(platform, caller, back, headers['idempotency-key']),
});
