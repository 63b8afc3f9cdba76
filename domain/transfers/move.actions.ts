import { DomainError } from '#domain/errors.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { may } from '#domain/users/rights.ts';
import type { Caller } from '#domain/users/user.ts';
import { readTransfer, requireMovable, unknownTransfer } from './transfer.actions.ts';
import type {
  CancelTransfer,
  CloseTransfer,
  ReceiveTransfer,
  ShipTransfer,
  Transfer,
  TransferDetail,
} from './transfer.ts';
import { cancelTransferRow, closeTransferRow, receiveTransferRow, shipTransferRow } from './transfer.sql.ts';

/**
 * Sends a draft off, once: its stock leaves the sender. The version is the key.
 * @param caller may move stock in the sending store
 * @throws DomainError forbidden, `transfer.unknown`, `transfer.stale`, `transfer.conflict`, `transfer.invalid`,
 * `stock.insufficient` (all lines or none), `movement.future`
 */
export async function shipTransfer(
  platform: Platform,
  caller: Caller,
  { transferId, version, shippedAt }: ShipTransfer,
): Promise<TransferDetail> {
  requireSender(caller, await requireMovable(platform, caller, transferId));
  const at = instant(platform, shippedAt);
  return answer(
    platform,
    caller,
    transferId,
    await shipTransferRow(platform.db, { transferId, version, at, actor: caller.userId }),
  );
}

/**
 * Takes in what arrived, once for one key of one caller; what it does not name stays on the way. Who receives names the version they have
 * looked at: of two people who count the same boxes, the second is told that they are in already.
 * @param caller may move stock in the receiving store
 * @throws DomainError forbidden, `transfer.unknown`, `transfer.stale`, `transfer.conflict` (more than is on the way),
 * `transfer.invalid`, `movement.future`
 */
export async function receiveTransfer(
  platform: Platform,
  caller: Caller,
  { transferId, version, receivedAt, note, lines }: ReceiveTransfer,
  idempotencyKey: string,
): Promise<TransferDetail> {
  requireReceiver(caller, await requireMovable(platform, caller, transferId));
  const done = await receiveTransferRow(platform.db, {
    transferId,
    version,
    key: keyOf('transfer receipt', caller.userId, idempotencyKey),
    payload: keyOf(transferId, version, receivedAt ?? '', note ?? '', json(lines)),
    lines: json(lines),
    at: instant(platform, receivedAt),
    note: note ?? null,
    actor: caller.userId,
  });
  return answer(platform, caller, transferId, done);
}

/**
 * Says what became of all that is still on the way, once for one key of one caller: written off in the receiving store, or put back into
 * the sending one. Afterwards of every unit that was sent it is known what became of it.
 * @param caller may move stock in the store whose books change: the sender's for `not_sent`, else the receiver's
 * @throws DomainError forbidden, `transfer.unknown`, `transfer.stale`, `transfer.conflict` (nothing is on the way)
 */
export async function closeTransfer(
  platform: Platform,
  caller: Caller,
  { transferId, version, missing, note }: CloseTransfer,
  idempotencyKey: string,
): Promise<TransferDetail> {
  const transfer = await requireMovable(platform, caller, transferId);
  if (missing === 'not_sent') requireSender(caller, transfer);
  else requireReceiver(caller, transfer);
  const done = await closeTransferRow(platform.db, {
    transferId,
    version,
    key: keyOf('transfer receipt', caller.userId, idempotencyKey),
    payload: keyOf(transferId, version, missing, note ?? ''),
    missing,
    at: platform.clock.now().toISOString(),
    note: note ?? null,
    actor: caller.userId,
  });
  return answer(platform, caller, transferId, done);
}

/**
 * Calls a transfer off: a draft, or one of which nothing has arrived, which goes back into the sender's stock.
 * @param caller may move stock in either store for a draft, and in the sending one for what has left
 * @throws DomainError forbidden, `transfer.unknown`, `transfer.stale`, `transfer.conflict` (some of it has arrived)
 */
export async function cancelTransfer(
  platform: Platform,
  caller: Caller,
  { transferId, version }: CancelTransfer,
): Promise<TransferDetail> {
  const transfer = await requireMovable(platform, caller, transferId);
  // A draft that is shipped meanwhile has another version, and is refused for that.
  if (transfer.status !== 'draft') requireSender(caller, transfer);
  const at = platform.clock.now().toISOString();
  const done = await cancelTransferRow(platform.db, { transferId, version, at, actor: caller.userId });
  return answer(platform, caller, transferId, done);
}

const requireSender = (caller: Caller, { fromStoreId, fromStoreCode }: Transfer) =>
  requireAt(caller, fromStoreId, fromStoreCode);
const requireReceiver = (caller: Caller, { toStoreId, toStoreCode }: Transfer) =>
  requireAt(caller, toStoreId, toStoreCode);

/** Whoever sees a transfer sees both of its stores in it: they are told which of the two it takes. */
function requireAt(caller: Caller, storeId: string, code: string): void {
  if (!may(caller, 'stock.move', storeId))
    throw new DomainError('forbidden', 'user.forbidden', `This is done by those who may move stock in ${code}`);
}

const instant = ({ clock }: Platform, told: string | undefined): string =>
  (told === undefined ? clock.now() : new Date(told)).toISOString();

async function answer(platform: Platform, caller: Caller, transferId: string, repeated: boolean | undefined) {
  if (repeated === undefined) throw unknownTransfer();
  await platform.relayEvents();
  return readTransfer(platform, caller, transferId, repeated);
}
