import { cancelTransfer } from '#domain/transfers/move.actions.ts';
import { CancelTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const cancelTransferRoute = route({
  method: 'POST',
  path: '/transfers/{transferId}/cancel',
  summary: 'Call a transfer off',
  description: 'A draft, or one of which nothing has arrived: that goes back into the stock of the sender.',
  permission: 'stock.move',
  input: CancelTransfer,
  output: TransferDetail,
  run: cancelTransfer,
});
