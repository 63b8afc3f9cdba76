import {
  type CancelTransfer,
  type CloseTransfer,
  type NewTransfer,
  type ReceiveTransfer,
  type ShipTransfer,
  TransferDetail,
  type TransferEdit,
} from '#domain/transfers/transfer.ts';
import { post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

const pathOf = (transferId: string) => `/transfers/${encodeURIComponent(transferId)}`;
/** What is sent under a key happens once, however often it is sent. */
type Keyed<Body> = { body: Body; idempotencyKey: string };

export const useCreateTransfer = () =>
  useWrite(({ body, idempotencyKey }: Keyed<NewTransfer>) =>
    post('/transfers', TransferDetail, body, { idempotencyKey }),
  );

export const useEditTransfer = () =>
  useWrite(({ transferId, ...body }: TransferEdit) => put(pathOf(transferId), TransferDetail, body));

export const useShipTransfer = () =>
  useWrite(({ transferId, ...body }: ShipTransfer) => post(`${pathOf(transferId)}/ship`, TransferDetail, body));

export const useCancelTransfer = () =>
  useWrite(({ transferId, ...body }: CancelTransfer) => post(`${pathOf(transferId)}/cancel`, TransferDetail, body));

export const useReceiveTransfer = () =>
  useWrite(({ body: { transferId, ...body }, idempotencyKey }: Keyed<ReceiveTransfer>) =>
    post(`${pathOf(transferId)}/receive`, TransferDetail, body, { idempotencyKey }),
  );

export const useCloseTransfer = () =>
  useWrite(({ body: { transferId, ...body }, idempotencyKey }: Keyed<CloseTransfer>) =>
    post(`${pathOf(transferId)}/close`, TransferDetail, body, { idempotencyKey }),
  );
