import { editTransfer } from '#domain/transfers/transfer.actions.ts';
import { TransferDetail, TransferEdit } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const editTransferRoute = route({
  method: 'PUT',
  path: '/transfers/{transferId}',
  summary: 'Put another draft in the place of one, lines and all',
  description: 'Name the `version` you have read; 409 `transfer.stale`: somebody was faster, read it again.',
  permission: 'stock.move',
  input: TransferEdit,
  output: TransferDetail,
  run: editTransfer,
});
