import { hash } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordDayTotal } from '#domain/sales/day-total.actions.ts';
import type { DayTotalDone } from '#domain/sales/day-total.ts';
import { recordReturn } from '#domain/sales/return.actions.ts';
import type { ReturnDone } from '#domain/sales/return.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { SaleDone } from '#domain/sales/sale.ts';
import type { Till, TillDayTotal, TillReturn, TillSale } from './till-key.ts';
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
  till: Till,
  sale: TillSale,
  idempotencyKey: string,
): Promise<SaleDone> {
  return recordSale(platform, callerOfTill(till), { ...sale, storeId: ownStore(till, sale) }, idempotencyKey, 'till');
}

/**
 * Takes goods back into the till's own store, as `recordReturn` does; where they were sold does not matter.
 * @throws DomainError `till.store`, and what `recordReturn` throws
 */
export async function recordTillReturn(
  platform: Platform,
  till: Till,
  back: TillReturn,
  idempotencyKey: string,
): Promise<ReturnDone> {
  return recordReturn(platform, callerOfTill(till), { ...back, storeId: ownStore(till, back) }, idempotencyKey, 'till');
}

/**
 * Notes what the till counted for a day, as `recordDayTotal` does.
 * @throws DomainError `till.store`, and what `recordDayTotal` throws
 */
export async function recordTillDayTotal(platform: Platform, till: Till, total: TillDayTotal): Promise<DayTotalDone> {
  return recordDayTotal(platform, callerOfTill(till), { ...total, storeId: ownStore(till, total) }, till.keyId);
}

const callerOfTill = ({ keyId, storeId }: Till) => ({
  userId: `till:${keyId}`,
  grants: [{ role: 'clerk' as const, storeId }],
});

function ownStore(till: Till, { storeId }: { storeId?: string | undefined }): string {
  if (storeId !== undefined && storeId !== till.storeId)
    throw new DomainError('forbidden', 'till.store', 'This key is for another store; leave storeId out');
  return till.storeId;
}
