import { shipTransfer } from '#domain/transfers/move.actions.ts';
import { ShipTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const shipTransferRoute = route({
  method: 'POST',
  path: '/transfers/{transferId}/ship',
  summary: 'Send a transfer off: its stock leaves the sender',
  description:
    'All lines or none: what is not available there is refused (409 `stock.insufficient`). The version is the key: sent again, ' +
    'it happens once.',
  permission: 'stock.move',
  input: ShipTransfer,
  output: TransferDetail,
  run: shipTransfer,
});
