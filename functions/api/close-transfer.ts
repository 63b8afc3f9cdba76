import { closeTransfer } from '#domain/transfers/move.actions.ts';
import { CloseTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const closeTransferRoute = route({
  method: 'POST',
  path: '/transfers/{transferId}/close',
  summary: 'Say what became of what did not arrive',
  description: 'All that is still on the way is written off in the receiving store, or put back into the sending one.',
  permission: 'stock.move',
  input: CloseTransfer,
  headers: IdempotencyKey,
  output: TransferDetail,
  run: (platform, caller, wanted, headers) => closeTransfer(platform, caller, wanted, headers['idempotency-key']),
});
