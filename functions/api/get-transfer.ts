import { getTransfer } from '#domain/transfers/transfer.actions.ts';
import { GetTransfer, TransferDetail } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const getTransferRoute = route({
  method: 'GET',
  path: '/transfers/{transferId}',
  summary: 'A transfer with its lines',
  permission: 'stock.read',
  input: GetTransfer,
  output: TransferDetail,
  run: getTransfer,
});
