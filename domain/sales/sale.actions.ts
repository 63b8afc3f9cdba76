import { DomainError } from '#domain/errors.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireIn, unknownStore } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { freeingExpired } from './expiry.actions.ts';
import type { NewSale, SaleDone } from './sale.ts';
import { recordSaleRow, type SaleSource } from './sale.sql.ts';

/**
 * Records a sale, once for one key: the same key and the same sale answer again and post nothing.
 * One with `soldAt` has happened and is recorded whatever there is. One without happens now: in a store that refuses to
 * oversell it needs what is available (on hand less reserved). A till's sale has always happened: the goods are in
 * somebody's hand.
 * @param source who makes the keys: callers of the API, or tills; those of each store for themselves
 * @throws DomainError forbidden, `store.unknown`, `sale.invalid` (an unknown SKU, no price, in the future,
 * more discount and tax than the price), `sale.conflict` (the key was used for another sale), `stock.insufficient`
 */
export async function recordSale(
  platform: Platform,
  caller: Caller,
  { storeId, soldAt, lines }: NewSale,
  idempotencyKey: string,
  source: 'api' | 'till' = 'api',
): Promise<SaleDone> {
  requireIn(caller, 'sale.record', storeId);
  const mustHave = source === 'api' && soldAt === undefined ? 'available' : null;
  const sell = () =>
    sellLines(platform, caller, { storeId, soldAt, lines, source, externalId: idempotencyKey, mustHave });
  return mustHave === null ? sell() : freeingExpired(platform, storeId, sell);
}

/**
 * Posts one sale to the ledger, without asking who may.
 * @param sale.mustHave 'available': what is not there is refused where the store does so
 * @param sale.reservation the hold that becomes this sale
 * @throws DomainError as `recordSale`, and `reservation.expired` or `.released`
 */
export async function sellLines(
  platform: Platform,
  caller: Caller,
  sale: NewSale & {
    source: SaleSource;
    externalId: string;
    mustHave: 'available' | null;
    reservation?: string | undefined;
  },
): Promise<SaleDone> {
  const { storeId, soldAt, lines, source, externalId } = sale;
  const at = soldAt === undefined ? null : new Date(soldAt).toISOString();
  const said = lines.map(({ sku, quantity, unitPrice = null, discountMinor = 0, taxMinor = 0 }) => ({
    sku,
    quantity,
    unitPrice,
    discountMinor,
    taxMinor,
  }));
  const keyed = (...scope: string[]) =>
    said.map((line, index) => ({ key: keyOf('sale', source, ...scope, externalId, index + 1), ...line }));
  const ours = keyed(storeId);
  // Once a key of POST /sales was one for all stores. What was recorded by such a key is known by it for good.
  const old = source === 'api' ? keyed() : ours;
  const [done] = await recordSaleRow(platform.db, {
    lines: JSON.stringify(ours.map((line, index) => ({ ...line, oldKey: old[index]?.key }))),
    payload: payloadOf(storeId, at, ours),
    oldPayload: payloadOf(storeId, at, old),
    storeId,
    externalId,
    source,
    soldAt: at ?? platform.clock.now().toISOString(),
    actor: caller.userId,
    mustHave: sale.mustHave,
    reservation: sale.reservation ?? null,
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

const payloadOf = (storeId: string, at: string | null, lines: object[]): string =>
  keyOf(storeId, at ?? '', JSON.stringify(lines));
