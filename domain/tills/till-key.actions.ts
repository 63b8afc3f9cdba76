import { randomBytes } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import { graceHours, type ListTillKeys, type NewTillKey, type NewTillKeyDone, type TillKey } from './till-key.ts';
import { addTillKey, listTillKeyRows, replaceTillKey, revokeTillKeyRow } from './till-key.sql.ts';
import { hashOf } from './till.actions.ts';

type KeyId = { keyId: string };

/** @throws DomainError forbidden, `store.unknown` */
export async function listTillKeys(
  platform: Platform,
  caller: Caller,
  { cursor, limit, store }: ListTillKeys,
): Promise<Page<TillKey>> {
  const stores = visibleStores(caller, 'till.manage', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const now = platform.clock.now().toISOString();
  const rows = await listTillKeyRows(platform.db, { stores, keyId: null, beforeId, now, limit: limit + 1 });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
}

/**
 * Makes a key for a till. Its secret is answered here and kept nowhere.
 * @throws DomainError forbidden, `store.unknown`, `till.expired` (it would never work)
 */
export async function createTillKey(platform: Platform, caller: Caller, wanted: NewTillKey): Promise<NewTillKeyDone> {
  requireIn(caller, 'till.manage', wanted.storeId);
  const at = platform.clock.now();
  if (wanted.expiresAt !== undefined && Date.parse(wanted.expiresAt) <= at.getTime())
    throw new DomainError('invalid', 'till.expired', 'expiresAt lies in the past');
  const { secret, prefix, hash } = newSecret();
  const keyId = await addTillKey(platform.db, {
    storeId: wanted.storeId,
    label: wanted.label,
    prefix,
    hash,
    rateLimit: wanted.rateLimit,
    expiresAt: wanted.expiresAt ?? null,
    now: at.toISOString(),
    actor: caller.userId,
  });
  if (keyId === null) throw unknownStore();
  return { ...(await findTillKey(platform, caller, { keyId })), secret };
}

/**
 * Makes a key in place of another; the old one works for `graceHours` more.
 * @throws DomainError forbidden, `till.unknown`, `till.conflict` (the old one does not work any more, or has been
 * replaced already)
 */
export async function rotateTillKey(platform: Platform, caller: Caller, { keyId }: KeyId): Promise<NewTillKeyDone> {
  await findTillKey(platform, caller, { keyId });
  const { secret, prefix, hash } = newSecret();
  const now = platform.clock.now().toISOString();
  const values = { keyId, prefix, hash, graceHours, now, actor: caller.userId };
  const replacement = await replaceTillKey(platform.db, values);
  if (replacement === null)
    throw new DomainError('conflict', 'till.conflict', 'This key is not in use any more; make a new one');
  return { ...(await findTillKey(platform, caller, { keyId: replacement })), secret };
}

/**
 * Ends a key for good; a second time nothing happens.
 * @throws DomainError forbidden, `till.unknown`
 */
export async function revokeTillKey(platform: Platform, caller: Caller, { keyId }: KeyId): Promise<TillKey> {
  await findTillKey(platform, caller, { keyId });
  const now = platform.clock.now().toISOString();
  await revokeTillKeyRow(platform.db, { keyId, now, actor: caller.userId });
  return findTillKey(platform, caller, { keyId });
}

/** A key of a store that the caller may not manage is as absent as one that does not exist. */
async function findTillKey(platform: Platform, caller: Caller, { keyId }: KeyId): Promise<TillKey> {
  const stores = visibleStores(caller, 'till.manage');
  const now = platform.clock.now().toISOString();
  const [row] = await listTillKeyRows(platform.db, { stores, keyId, beforeId: null, now, limit: 1 });
  if (row === undefined) throw new DomainError('missing', 'till.unknown', 'There is no such key');
  return row;
}

/** 256 random bits: nothing that could be guessed, so that a plain hash of it is safe to keep. */
function newSecret(): { secret: string; prefix: string; hash: string } {
  const secret = `stk_${randomBytes(32).toString('base64url')}`;
  return { secret, prefix: secret.slice(0, 10), hash: hashOf(secret) };
}
