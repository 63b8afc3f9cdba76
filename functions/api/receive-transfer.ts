import { receiveTransfer } from '#domain/transfers/move.actions.ts';
import { ReceiveTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const receiveTransferRoute = route({
  method: 'POST',
  path: '/transfers/{transferId}/receive',
  summary: 'Take in what arrived of a transfer, all of it or some',
  description:
    'What is not named stays on the way. Damaged units come in and are written off. Of two who receive at once, the second ' +
    'is told so (409 `transfer.stale`) and reads what the first took in.',
  permission: 'stock.move',
  input: ReceiveTransfer,
  headers: IdempotencyKey,
  output: TransferDetail,
  run: (platform, caller, wanted, headers) => receiveTransfer(platform, caller, wanted, headers['idempotency-key']),
});
