import * as z from 'zod';
import { getBridge } from '#domain/analytics/bridge.actions.ts';
import { requireProduct } from '#domain/catalogue/product.actions.ts';
import { containing, pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id } from '#domain/values.ts';
import type { ListStoreMovements, MovementTotal, StoreMovementPage } from './movement.ts';
import { findProductIds, listStoreMovementRows, sumMovementsOfProducts } from './movement.sql.ts';

/** A search that finds more products than this is answered from the newest movements, not product by product. */
const fewProducts = 200;

/**
 * A page of what changed stock in the caller's stores, newest first: the movements behind a bar of the bridge.
 * @throws DomainError `store.unknown`, `product.unknown`
 */
export async function listStoreMovements(
  platform: Platform,
  caller: Caller,
  asked: z.infer<typeof ListStoreMovements>,
): Promise<StoreMovementPage> {
  const { cursor, limit, store, kind, from, to, currency, product, different, search = '' } = asked;
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeAt = null, beforeId = null] = readCursor(cursor, [z.iso.datetime(), Id]);
  const pattern = containing(search);
  const found = await productsOf(platform, product, search, pattern);
  const rows = await listStoreMovementRows(platform.reads, {
    kind,
    isDifferent: different === 'yes',
    stores,
    currency: currency ?? null,
    of: found === null ? { pattern, search } : { products: JSON.stringify(found) },
    from: from ?? null,
    to: to ?? null,
    beforeAt,
    beforeId,
    limit: limit + 1,
    importStores: visibleStores(caller, 'import.read'),
    userId: caller.userId,
  });
  if (rows.length === 0) {
    if (product !== undefined) await requireProduct(platform, product);
    if (store !== undefined) await requireStore(platform, store);
  }
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _key, ...movement }) => movement,
  );
  return asked.totals === undefined ? page : { ...page, totals: await totalsOf(platform, caller, asked, found) };
}

/**
 * What all that match add up to, in each currency. Where no search narrows them that is the bar of the bridge itself.
 * @param found the products that are asked for; null: all, or more than can be added up one by one
 */
async function totalsOf(
  platform: Platform,
  caller: Caller,
  { kind, from = '', to = '', store, currency, product, search = '' }: z.infer<typeof ListStoreMovements>,
  found: string[] | null,
): Promise<MovementTotal[] | null> {
  if (search !== '') {
    if (found === null) return null;
    const stores = visibleStores(caller, 'stock.read', store);
    const values = { kind, stores, currency: currency ?? null, products: JSON.stringify(found), from, to };
    return sumMovementsOfProducts(platform.reads, values);
  }
  const asked = { from, to, store, currency, product };
  const first = await getBridge(platform, caller, asked);
  const others = store !== undefined || currency !== undefined ? [] : first.currencies;
  const bridges = [
    first,
    ...(await Promise.all(
      others
        .filter((one) => one.currency !== first.currency)
        .map((one) => getBridge(platform, caller, { ...asked, currency: one.currency })),
    )),
  ];
  return bridges.map(({ bars, ...bridge }) => {
    const wanted = bars.filter((bar) => kind === undefined || bar.kind === kind);
    return { currency: bridge.currency, ...added(wanted) };
  });
}

/** Their sum. Units have at most three decimals: as whole thousandths they add up exactly. */
function added(bars: { units: string; valueMinor: number }[]): { units: string; valueMinor: number } {
  const thousandths = bars.reduce((sum, { units }) => sum + Math.round(Number(units) * 1_000), 0);
  return { units: String(thousandths / 1_000), valueMinor: bars.reduce((sum, bar) => sum + bar.valueMinor, 0) };
}

/** The products to look at one by one; null: too many for that, or none was asked for. */
async function productsOf(
  platform: Platform,
  product: string | undefined,
  search: string,
  pattern: string | null,
): Promise<string[] | null> {
  if (pattern === null) return product === undefined ? null : [product];
  const values = { product: product ?? null, search, pattern, limit: fewProducts };
  const found = await findProductIds(platform.reads, values);
  return found.length > fewProducts ? null : found;
}
