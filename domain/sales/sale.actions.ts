import { DomainError } from '#domain/errors.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireIn, unknownStore } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { NewSale, SaleDone } from './sale.ts';
import { recordSaleRow } from './sale.sql.ts';

/**
 * Records a sale that has happened, once for one key: the same key and the same sale answer again and post nothing.
 * @param source who makes the keys: callers of the API all together, or the tills of each store for themselves
 * @throws DomainError forbidden, `store.unknown`, `sale.invalid` (an unknown SKU, no price, in the future,
 * more discount and tax than the price), `sale.conflict` (the key was used for another sale)
 */
export async function recordSale(
  platform: Platform,
  caller: Caller,
  { storeId, soldAt, lines }: NewSale,
  idempotencyKey: string,
  source: 'api' | 'till' = 'api',
): Promise<SaleDone> {
  requireIn(caller, 'sale.record', storeId);
  const at = soldAt === undefined ? null : new Date(soldAt).toISOString();
  const said = lines.map(({ sku, quantity, unitPrice = null, discountMinor = 0, taxMinor = 0 }, index) => ({
    key: keyOf('sale', source, ...(source === 'till' ? [storeId] : []), idempotencyKey, index + 1),
    sku,
    quantity,
    unitPrice,
    discountMinor,
    taxMinor,
  }));
  const [done] = await recordSaleRow(platform.db, {
    lines: JSON.stringify(said),
    payload: keyOf(storeId, at ?? '', JSON.stringify(said)),
    storeId,
    externalId: idempotencyKey,
    source,
    soldAt: at ?? platform.clock.now().toISOString(),
    actor: caller.userId,
  });
  if (done === undefined) throw unknownStore();
  if (done.tooMuchOff !== null)
    throw new DomainError(
      'invalid',
      'sale.invalid',
      `lines.${done.tooMuchOff}.discountMinor: discount and tax are more than the price of the line; both are in minor units`,
    );
  await platform.relayEvents();
  return done;
}
