import type { Platform } from '#domain/platform/platform.ts';
import type { Caller } from '#domain/users/user.ts';
import { unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Store } from './store.ts';
import { listStoreRows, storeExists } from './store.sql.ts';

/** The stores whose stock the caller may see, by code. A chain has tens of them: no pages. */
export async function listStores(platform: Platform, caller: Caller): Promise<{ items: Store[] }> {
  return { items: await listStoreRows(platform.db, visibleStores(caller, 'stock.read')) };
}

/** @throws DomainError `store.unknown` */
export async function requireStore(platform: Platform, storeId: string): Promise<void> {
  if (!(await storeExists(platform.db, storeId))) throw unknownStore();
}

/** Every store, whoever asks: for work that nobody in particular has asked for, like an import. */
export async function everyStore({ db }: Pick<Platform, 'db'>): Promise<Store[]> {
  return listStoreRows(db, null);
}
