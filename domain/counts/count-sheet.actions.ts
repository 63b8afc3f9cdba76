import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { may, storesWhere } from '#domain/users/rights.ts';
import { requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import {
  type CountLine,
  type CountSheet,
  type CountSheetDetail,
  type CountSheetDone,
  type CountsSaved,
  type EndCountSheet,
  type GetCountSheet,
  type ListCountSheets,
  maxCountsAtOnce,
  type NewCountSheet,
  type SaveCounts,
} from './count-sheet.ts';
import {
  cancelCountSheetRow,
  listCountLineRows,
  listCountSheetRows,
  openCountSheetRow,
  postCountSheetRow,
  readCountSheetRow,
  saveCountRows,
} from './count-sheet.sql.ts';

/**
 * A page of the count sheets of the caller's stores, the newest first.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listCountSheets(
  platform: Platform,
  caller: Caller,
  { store, status, cursor, limit }: ListCountSheets,
): Promise<Page<CountSheet>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const rows = await listCountSheetRows(platform.db, { stores, status: status ?? null, beforeId, limit: limit + 1 });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
}

/**
 * A sheet with a page of its lines, by SKU.
 * @throws DomainError forbidden, `count.unknown`
 */
export async function getCountSheet(
  platform: Platform,
  caller: Caller,
  { sheetId, show, search, cursor, limit }: GetCountSheet,
): Promise<CountSheetDetail> {
  visibleStores(caller, 'stock.read');
  const [afterSku = null] = readCursor(cursor, [TextKey]);
  const sheet = await requireSheet(platform, caller, sheetId);
  const rows = await listCountLineRows(platform.db, {
    sheetId,
    show: show ?? null,
    search: search ?? null,
    pattern: containing(search),
    countedKey: null,
    afterSku,
    limit: limit + 1,
  });
  return { ...sheet, ...pageFrom(rows, limit, (row) => [row.key], lineOf) };
}

/**
 * Makes a sheet of what is to be counted in a store, once for one key of one caller.
 * @throws DomainError forbidden, `store.unknown`, `count.invalid` (nothing is in the scope, or more than a sheet takes),
 * `count.conflict` (the key was used for another)
 */
export async function createCountSheet(
  platform: Platform,
  caller: Caller,
  wanted: NewCountSheet,
  idempotencyKey: string,
): Promise<CountSheetDone> {
  const { storeId, name, scope, isBlind, recount } = wanted;
  requireIn(caller, 'stock.count', storeId);
  await requireStore(platform, storeId);
  const opened = await openCountSheetRow(platform.db, {
    key: keyOf('count sheet', caller.userId, idempotencyKey),
    payload: keyOf(json(wanted)),
    storeId,
    sheet: json({
      name,
      scope: scope.kind,
      category: scope.kind === 'category' ? scope.category : null,
      is_blind: isBlind,
      recount_units: recount?.units ?? null,
      recount_percent: recount?.percent ?? null,
      recount_value: recount?.value ?? null,
    }),
    products: json(scope.kind === 'products' ? scope.productIds : []),
    actor: caller.userId,
  });
  return answer(platform, caller, opened?.id ?? '0', opened?.repeated);
}

/**
 * Keeps what was counted, all lines or none, once for one key of one caller; a product that is not on the sheet is added to
 * it. Nothing is posted yet. A line that is far from what the books had as of its count has to be counted again.
 * @throws DomainError forbidden, `count.unknown`, `count.invalid` (an unknown product, one without stock, one named twice, a
 * count in the future), `count.conflict` (the sheet is posted or cancelled; the key was used for other counts)
 */
export async function saveCounts(
  platform: Platform,
  caller: Caller,
  { sheetId, lines }: SaveCounts,
  idempotencyKey: string,
): Promise<CountsSaved> {
  await requireCountable(platform, caller, sheetId);
  const now = platform.clock.now().toISOString();
  const kept = await saveCountRows(platform.db, {
    sheetId,
    key: keyOf('counts', caller.userId, sheetId, idempotencyKey),
    keyBefore: keyOf('counts', sheetId, idempotencyKey),
    payload: keyOf(json(lines)),
    lines: json(lines.map(({ countedAt, ...line }) => ({ ...line, countedAt: countedAt ?? now }))),
    actor: caller.userId,
  });
  const sheet = await answer(platform, caller, sheetId, kept?.repeated);
  const all = { show: null, search: null, pattern: null, afterSku: null, limit: maxCountsAtOnce };
  const saved = await listCountLineRows(platform.db, { sheetId, countedKey: kept?.key ?? null, ...all });
  return { ...sheet, lines: saved.map(lineOf) };
}

/**
 * Posts all that was counted, each line as of the instant of its count; lines that nobody counted are left alone. Again,
 * nothing happens.
 * @throws DomainError forbidden, `count.unknown`, `count.stale` (somebody has counted since), `count.conflict` (something
 * has to be counted again, or nothing is counted)
 */
export async function postCountSheet(
  platform: Platform,
  caller: Caller,
  { sheetId, version }: EndCountSheet,
): Promise<CountSheetDone> {
  await requireCountable(platform, caller, sheetId);
  const done = await postCountSheetRow(platform.db, { sheetId, version, actor: caller.userId });
  await platform.relayEvents();
  return answer(platform, caller, sheetId, done);
}

/**
 * Gives a sheet up; nothing of it is posted. Again, nothing happens.
 * @throws DomainError forbidden, `count.unknown`, `count.stale`, `count.conflict` (it is posted)
 */
export async function cancelCountSheet(
  platform: Platform,
  caller: Caller,
  { sheetId, version }: EndCountSheet,
): Promise<CountSheetDone> {
  await requireCountable(platform, caller, sheetId);
  const done = await cancelCountSheetRow(platform.db, { sheetId, version, actor: caller.userId });
  return answer(platform, caller, sheetId, done);
}

async function requireCountable(platform: Platform, caller: Caller, sheetId: string): Promise<void> {
  // Whoever may do this nowhere is told so, whether there is such a sheet or not.
  if (storesWhere(caller, 'stock.count').length === 0) requireIn(caller, 'stock.count', '0');
  requireIn(caller, 'stock.count', (await requireSheet(platform, caller, sheetId)).storeId);
}

async function requireSheet(platform: Platform, caller: Caller, sheetId: string): Promise<CountSheet> {
  const sheet = await readCountSheetRow(platform.db, sheetId);
  if (sheet === undefined || !may(caller, 'stock.read', sheet.storeId)) throw unknownSheet();
  return sheet;
}

async function answer(platform: Platform, caller: Caller, sheetId: string, repeated: boolean | undefined) {
  if (repeated === undefined) throw unknownSheet();
  return { ...(await requireSheet(platform, caller, sheetId)), repeated };
}

const lineOf = ({ key: _key, ...line }: CountLine & { key: string }): CountLine => line;
const unknownSheet = () => new DomainError('missing', 'count.unknown', 'There is no such count sheet');
