import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Caller } from './user.ts';
import { may, type Permission, permissionWords, storesWhere } from './rights.ts';
import { listGrants } from './user.sql.ts';

/** How long a container may act on grants it has read, in ms: so long does a withdrawn right live on. */
const grantsLiveMs = 30_000;
const known = new WeakMap<Platform, Map<string, { caller: Caller; until: number }>>();

/** Who is asking, and what they may do. Somebody without a grant is a caller who may do nothing. */
export async function callerOf(platform: Platform, userId: string): Promise<Caller> {
  const callers = known.get(platform) ?? new Map<string, { caller: Caller; until: number }>();
  known.set(platform, callers);
  const now = platform.clock.now().getTime();
  const remembered = callers.get(userId);
  if (remembered !== undefined && remembered.until > now) return remembered.caller;
  const caller = { userId, grants: await listGrants(platform.db, userId) };
  if (callers.size >= 1_000) callers.clear();
  callers.set(userId, { caller, until: now + grantsLiveMs });
  return caller;
}

/**
 * The stores a list may show.
 * @param store the one store asked for, if any
 * @returns their ids as JSON text, or null for every store
 * @throws DomainError forbidden when the caller holds the permission nowhere, `store.unknown` for a store not theirs
 */
export function visibleStores(caller: Caller, permission: Permission, store?: string): string | null {
  const stores = storesWhere(caller, permission);
  if (stores.length === 0) throw forbidden(permission);
  if (store === undefined) return stores === 'all' ? null : JSON.stringify(stores);
  if (stores !== 'all' && !stores.includes(store)) throw unknownStore();
  return JSON.stringify([store]);
}

/**
 * @throws DomainError forbidden when the caller may see the store but not do this in it, or may do this nowhere;
 * `store.unknown`, as for a store that does not exist, when they may not even see it
 */
export function requireIn(caller: Caller, permission: Permission, storeId: string): void {
  if (may(caller, permission, storeId)) return;
  const seen = may(caller, 'stock.read', storeId);
  throw seen || storesWhere(caller, permission).length === 0 ? forbidden(permission) : unknownStore();
}

/**
 * For what belongs to the whole chain: a role in one store is not enough.
 * @throws DomainError forbidden
 */
export function requireEverywhere(caller: Caller, permission: Permission): void {
  if (!may(caller, permission, null)) throw forbidden(permission);
}

/** The same answer for a store that does not exist and one that the caller may not see. */
export const unknownStore = () => new DomainError('missing', 'store.unknown', 'There is no such store');

const forbidden = (permission: Permission) =>
  new DomainError(
    'forbidden',
    'user.forbidden',
    `You may not ${permissionWords[permission]}; ask an administrator if you need to`,
  );
