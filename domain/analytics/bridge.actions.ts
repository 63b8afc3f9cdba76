import type * as z from 'zod';
import { requireProduct } from '#domain/catalogue/product.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Caller } from '#domain/users/user.ts';
import { type Bridge, BridgeKind, type GetBridge } from './bridge.ts';
import { readBridge } from './bridge.sql.ts';
import { scopeOf } from './scope.actions.ts';

/**
 * What stock is made of between two instants, in one of the caller's stores or all of one currency, of one product or
 * all. Exact to the unit and the minor unit, late data included from the moment it is posted.
 * @throws DomainError forbidden, `store.unknown`, `product.unknown`
 */
export async function getBridge(
  platform: Platform,
  caller: Caller,
  { from, to, store, currency, product }: z.infer<typeof GetBridge>,
): Promise<Bridge> {
  const scope = await scopeOf(platform, caller, { store, currency });
  if (product !== undefined) await requireProduct(platform, product);
  const values = { stores: scope.storeIds, from: iso(from), to: iso(to), product: product ?? null };
  const parts = await readBridge(platform.reads, values);
  const of = (name: string) => {
    const { units = '0', valueMinor = 0 } = parts.find(({ part }) => part === name) ?? {};
    return { units, valueMinor };
  };
  return {
    from: values.from,
    to: values.to,
    currency: scope.currency,
    currencies: scope.currencies,
    opening: of('opening'),
    bars: BridgeKind.options.map((kind) => ({ kind, ...of(kind) })),
    closing: of('closing'),
  };
}

const iso = (instant: string) => new Date(instant).toISOString();
