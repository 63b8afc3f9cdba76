import { DomainError } from '#domain/errors.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { NewReturn, ReturnDone } from './return.ts';
import { findSales, recordReturnRow } from './return.sql.ts';

/**
 * Takes back goods of a recorded sale, once for one key, at the cost at which they were sold. Never more comes back than
 * was sold, and never more is paid back than was paid, whoever asks at the same moment. A sale of a store that the caller
 * does not see is found by what its receipt says: who holds the receipt may bring the goods anywhere.
 * @throws DomainError forbidden, `store.unknown`, `sale.unknown`, `return.invalid` (no sale named, two that fit, another
 * currency), `return.conflict` (more than was sold or paid; or the key was used for another return), `movement.future`
 */
export async function recordReturn(
  platform: Platform,
  caller: Caller,
  { storeId, saleId, externalId, source, soldIn, returnedAt, lines }: NewReturn,
  idempotencyKey: string,
  by: 'api' | 'till' = 'api',
): Promise<ReturnDone> {
  requireIn(caller, 'sale.record', storeId);
  if (saleId === undefined && externalId === undefined)
    throw new DomainError('invalid', 'return.invalid', 'saleId: name the sale, or the externalId of its receipt');
  const found = await findSales(platform.db, {
    saleId: saleId ?? null,
    stores: visibleStores(caller, 'stock.read'),
    externalId: externalId ?? null,
    soldIn: soldIn ?? storeId,
    source: source ?? null,
  });
  const [sale, other] = found;
  if (sale === undefined) throw await absent(platform, storeId);
  if (other !== undefined)
    throw new DomainError('invalid', 'return.invalid', 'source: several sales have this number; say how it came in');
  const at = returnedAt === undefined ? null : new Date(returnedAt).toISOString();
  const done = await recordReturnRow(platform.db, {
    saleId: sale,
    storeId,
    source: `${by}-return`,
    externalId: idempotencyKey,
    payload: keyOf('return', sale, at ?? '', JSON.stringify(lines)),
    lines: JSON.stringify(lines),
    at: at ?? platform.clock.now().toISOString(),
    actor: caller.userId,
  });
  if (done === undefined) throw unknownStore();
  await platform.relayEvents();
  return done;
}

/** A store that does not exist is told before its sales are: as to those who may not see it. */
async function absent(platform: Platform, storeId: string): Promise<DomainError> {
  await requireStore(platform, storeId);
  return new DomainError('missing', 'sale.unknown', 'There is no such sale');
}
