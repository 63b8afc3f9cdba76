import { listTransfers } from '#domain/transfers/transfer.actions.ts';
import { ListTransfers, TransferPage } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const listTransfersRoute = route({
  method: 'GET',
  path: '/transfers',
  summary: 'The transfers from and to your stores, newest first, and what is on the way',
  permission: 'stock.read',
  input: ListTransfers,
  output: TransferPage,
  run: listTransfers,
});
