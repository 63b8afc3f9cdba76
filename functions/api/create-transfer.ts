import { createTransfer } from '#domain/transfers/transfer.actions.ts';
import { NewTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const createTransferRoute = route({
  method: 'POST',
  path: '/transfers',
  summary: 'Draft a transfer of stock from one store to another',
  description:
    'For whoever may move stock in one of the two. Nothing moves before it is shipped. Both stores trade in one currency.',
  permission: 'stock.move',
  input: NewTransfer,
  headers: IdempotencyKey,
  output: TransferDetail,
  run: (platform, caller, wanted, headers) => createTransfer(platform, caller, wanted, headers['idempotency-key']),
});
