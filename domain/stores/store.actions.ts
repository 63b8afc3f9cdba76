import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import type { Caller } from '#domain/users/user.ts';
import { requireEverywhere, requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { NewStore, Store, StoreDetail, StoreEdit } from './store.ts';
import { listStoreRows, readStoreRow, saveStoreRow, storeExists } from './store.sql.ts';

/** The stores whose stock the caller may see, by code. A chain has tens of them: no pages. */
export async function listStores(platform: Platform, caller: Caller): Promise<{ items: Store[] }> {
  return { items: await listStoreRows(platform.db, visibleStores(caller, 'stock.read')) };
}

/**
 * One store with all that is set in it.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function getStore(
  platform: Platform,
  caller: Caller,
  { storeId }: { storeId: string },
): Promise<StoreDetail> {
  visibleStores(caller, 'stock.read', storeId);
  return readStore(platform, storeId);
}

/**
 * Opens a store. The same request again finds it open and answers it.
 * @throws DomainError forbidden, `store.taken` (the code is another store's), `store.time_zone` (unknown to the database)
 */
export async function createStore(platform: Platform, caller: Caller, wanted: NewStore): Promise<StoreDetail> {
  requireEverywhere(caller, 'store.edit');
  const values = { storeId: null, version: null, fields: json(columnsOf(wanted)), actor: caller.userId };
  return readStore(platform, await saveStoreRow(platform.db, values));
}

/**
 * Puts a store's settings in place of those of the version that the edit names. A new zone or cut-off is for new
 * movements: a business date is fixed when its movement is written.
 * @throws DomainError forbidden, `store.unknown`, `store.stale`, `store.taken`, `store.time_zone`,
 * `store.currency_fixed`, `store.has_stock` (when it is to be archived)
 */
export async function editStore(
  platform: Platform,
  caller: Caller,
  { storeId, version, isArchived, ...wanted }: StoreEdit,
): Promise<StoreDetail> {
  requireIn(caller, 'store.edit', storeId);
  const fields = json({ ...columnsOf(wanted), is_archived: isArchived });
  const saved = await saveStoreRow(platform.db, { storeId, version, fields, actor: caller.userId });
  return readStore(platform, saved);
}

/** @throws DomainError `store.unknown` */
export async function requireStore(platform: Platform, storeId: string): Promise<void> {
  if (!(await storeExists(platform.db, storeId))) throw unknownStore();
}

/** Every store, whoever asks: for work that nobody in particular has asked for, like an import. */
export async function everyStore({ db }: Pick<Platform, 'db'>): Promise<Store[]> {
  return listStoreRows(db, null);
}

async function readStore(platform: Platform, storeId: string | undefined): Promise<StoreDetail> {
  const store = storeId === undefined ? undefined : await readStoreRow(platform.db, storeId);
  if (store === undefined) throw unknownStore();
  return store;
}

const columnsOf = ({ timeZone, dayCutoff, expectedFeeds, unknownSku, dateOrder, ...same }: NewStore) => ({
  ...same,
  time_zone: timeZone,
  day_cutoff: dayCutoff,
  expected_feeds: expectedFeeds,
  unknown_sku: unknownSku,
  date_order: dateOrder,
});
