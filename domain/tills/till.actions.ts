import { hash } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { SaleDone } from '#domain/sales/sale.ts';
import type { Till, TillSale } from './till-key.ts';
import { isTillKey, spendTillCall } from './till.sql.ts';

/** How a secret is kept and looked up: SHA-256, in hexadecimal. A lookup by hash tells nothing by the time it takes. */
export const hashOf = (secret: string): string => hash('sha256', secret);

/** What a secret looks like: what does not is not looked up. */
const isSecret = (secret: string): boolean => /^stk_[\w-]{43}$/.test(secret);

/** Whether the secret is a till's, without counting a call. */
export async function mayTillCall(platform: Pick<Platform, 'db' | 'clock'>, secret: string): Promise<boolean> {
  return isSecret(secret) && isTillKey(platform.db, hashOf(secret), platform.clock.now().toISOString());
}

/**
 * Which till calls; counts the call.
 * @returns undefined for a secret that is nobody's, or of a key that is revoked or expired
 * @throws DomainError limited, when the key's calls of this second are spent
 */
export async function tillOf(platform: Pick<Platform, 'db' | 'clock'>, secret: string): Promise<Till | undefined> {
  if (!isSecret(secret)) return undefined;
  const call = await spendTillCall(platform.db, hashOf(secret), platform.clock.now().toISOString());
  if (call?.outcome === 'limited')
    throw new DomainError('limited', 'till.limited', 'This till calls too often; send it again in a second');
  return call;
}

/**
 * Records a sale of the till's own store, as `recordSale` does; the till is who did it.
 * @throws DomainError `till.store` for a sale of another store, and what `recordSale` throws
 */
export async function recordTillSale(
  platform: Platform,
  { keyId, storeId }: Till,
  sale: TillSale,
  idempotencyKey: string,
): Promise<SaleDone> {
  if (sale.storeId !== undefined && sale.storeId !== storeId)
    throw new DomainError('forbidden', 'till.store', 'This key is for another store; leave storeId out');
  const caller = { userId: `till:${keyId}`, grants: [{ role: 'clerk' as const, storeId }] };
  return recordSale(platform, caller, { ...sale, storeId }, idempotencyKey, 'till');
}
