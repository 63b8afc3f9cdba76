import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { may, storesWhere } from '#domain/users/rights.ts';
import { requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id } from '#domain/values.ts';
import {
  type ListTransfers,
  maxTransferLines,
  type NewTransfer,
  type Transfer,
  type TransferDetail,
  type TransferEdit,
  type TransferPage,
} from './transfer.ts';
import { listTransferHistory } from './transfer-history.sql.ts';
import {
  listTransferLineRows,
  listTransferRows,
  readTransferRow,
  saveTransferRow,
  sumOnTheWay,
} from './transfer.sql.ts';

/**
 * A page of the transfers from and to the caller's stores, the newest first, and what is on the way in all of them.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listTransfers(
  platform: Platform,
  caller: Caller,
  { store, status, cursor, limit }: ListTransfers,
): Promise<TransferPage> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const rows = await listTransferRows(platform.db, { stores, status: status ?? null, beforeId, limit: limit + 1 });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  return { ...page, onTheWay: await sumOnTheWay(platform.db, stores) };
}

/**
 * One transfer with its lines, for whoever sees one of its two stores.
 * @throws DomainError forbidden, `transfer.unknown`
 */
export async function getTransfer(
  platform: Platform,
  caller: Caller,
  { transferId }: { transferId: string },
): Promise<TransferDetail> {
  visibleStores(caller, 'stock.read');
  return detailOf(platform, caller, await requireTransfer(platform, caller, transferId), false);
}

/**
 * Drafts a transfer, once for one key of one caller. Nothing moves before it is shipped.
 * @param caller may move stock in one of the two stores; of the other only code and name are told
 * @throws DomainError forbidden, `store.unknown`, `transfer.invalid` (two currencies, one and the same store, a line that
 * names nothing), `transfer.conflict` (the key was used for another)
 */
export async function createTransfer(
  platform: Platform,
  caller: Caller,
  wanted: NewTransfer,
  idempotencyKey: string,
): Promise<TransferDetail> {
  requireMover(caller, wanted.fromStoreId, wanted.toStoreId);
  const { id, repeated } = await draftTransfer(
    platform,
    caller.userId,
    wanted,
    `api ${caller.userId} ${idempotencyKey}`,
  );
  return detailOf(platform, caller, await requireTransfer(platform, caller, id), repeated);
}

/**
 * Drafts a transfer for whoever is entitled to already: somebody who was asked for their rights, or the system itself.
 * @param actor whose draft it is, as the audit log names them
 * @param wanted at most `maxTransferLines` lines: with more a transfer could not be read in one answer
 * @param key what is the same whenever it is the same transfer, as `plan 7 2026-11-22 5`
 * @returns its id, and whether it was there before
 * @throws DomainError `store.unknown`, `transfer.invalid`, `transfer.conflict`
 */
export async function draftTransfer(
  platform: Platform,
  actor: string,
  wanted: NewTransfer,
  key: string,
): Promise<{ id: string; repeated: boolean }> {
  if (wanted.lines.length > maxTransferLines)
    throw new DomainError('invalid', 'transfer.invalid', `lines: a transfer takes ${maxTransferLines} at most`);
  await requireStore(platform, wanted.fromStoreId);
  await requireStore(platform, wanted.toStoreId);
  const saved = await saveTransferRow(platform.db, {
    ...columnsOf(wanted),
    transferId: null,
    version: null,
    key: keyOf('transfer', key),
    actor,
  });
  if (saved === undefined) throw unknownTransfer();
  await platform.relayEvents();
  return saved;
}

/**
 * Puts another draft in the place of one, lines and all, if it still has the version that the edit names.
 * @throws DomainError forbidden, `store.unknown`, `transfer.unknown`, `transfer.stale`, `transfer.conflict` (it has left),
 * `transfer.invalid`
 */
export async function editTransfer(
  platform: Platform,
  caller: Caller,
  { transferId, version, ...wanted }: TransferEdit,
): Promise<TransferDetail> {
  await requireMovable(platform, caller, transferId);
  requireMover(caller, wanted.fromStoreId, wanted.toStoreId);
  await requireStore(platform, wanted.fromStoreId);
  await requireStore(platform, wanted.toStoreId);
  const values = {
    ...columnsOf(wanted),
    transferId,
    version,
    key: keyOf('transfer', transferId),
    actor: caller.userId,
  };
  const saved = await saveTransferRow(platform.db, values);
  if (saved === undefined) throw unknownTransfer();
  await platform.relayEvents();
  return detailOf(platform, caller, await requireTransfer(platform, caller, transferId), saved.repeated);
}

/**
 * The transfer, for somebody who may move stock in one of its stores.
 * @throws DomainError forbidden, `transfer.unknown`
 */
export async function requireMovable(platform: Platform, caller: Caller, transferId: string): Promise<Transfer> {
  // Whoever may do this nowhere is told so, whether there is such a transfer or not.
  if (storesWhere(caller, 'stock.move').length === 0) requireIn(caller, 'stock.move', '0');
  const transfer = await requireTransfer(platform, caller, transferId);
  requireMover(caller, transfer.fromStoreId, transfer.toStoreId);
  return transfer;
}

/** The transfer with its lines, as it is now. */
export async function readTransfer(
  platform: Platform,
  caller: Caller,
  transferId: string,
  repeated: boolean,
): Promise<TransferDetail> {
  return detailOf(platform, caller, await requireTransfer(platform, caller, transferId), repeated);
}

export const unknownTransfer = () => new DomainError('missing', 'transfer.unknown', 'There is no such transfer');

async function requireTransfer(platform: Platform, caller: Caller, transferId: string): Promise<Transfer> {
  const transfer = await readTransferRow(platform.db, transferId);
  if (transfer === undefined) throw unknownTransfer();
  const seen = [transfer.fromStoreId, transfer.toStoreId].some((store) => may(caller, 'stock.read', store));
  if (!seen) throw unknownTransfer();
  return transfer;
}

function requireMover(caller: Caller, fromStoreId: string, toStoreId: string): void {
  if (!may(caller, 'stock.move', toStoreId)) requireIn(caller, 'stock.move', fromStoreId);
}

/** Its lines too; what the sending store has is for those alone who see its stock. */
async function detailOf(
  platform: Platform,
  caller: Caller,
  transfer: Transfer,
  repeated: boolean,
): Promise<TransferDetail> {
  const [lines, history] = await Promise.all([
    listTransferLineRows(platform.db, transfer.id),
    listTransferHistory(platform.db, transfer.id),
  ]);
  const seesSender = may(caller, 'stock.read', transfer.fromStoreId);
  return {
    ...transfer,
    lines: seesSender ? lines : lines.map((line) => ({ ...line, available: null })),
    history,
    repeated,
  };
}

const columnsOf = ({ fromStoreId, toStoreId, expectedOn, note, lines }: NewTransfer) => ({
  payload: keyOf(fromStoreId, toStoreId, expectedOn ?? '', note ?? '', json(lines)),
  fromStoreId,
  toStoreId,
  expectedOn: expectedOn ?? null,
  note: note ?? null,
  lines: json(lines),
});
