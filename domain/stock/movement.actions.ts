import * as z from 'zod';
import { requireProduct } from '#domain/catalogue/product.actions.ts';
import { containing, pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import type { ListStoreMovements, StoreMovement } from './movement.ts';
import { findProductIds, listStoreMovementRows } from './movement.sql.ts';

/** A search that finds more products than this is answered from the newest movements, not product by product. */
const fewProducts = 200;

/**
 * A page of what changed stock in the caller's stores, newest first: the movements behind a bar of the bridge.
 * @throws DomainError `store.unknown`, `product.unknown`
 */
export async function listStoreMovements(
  platform: Platform,
  caller: Caller,
  { cursor, limit, store, kind, from, to, currency, product, search = '' }: z.infer<typeof ListStoreMovements>,
): Promise<Page<StoreMovement>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeAt = null, beforeId = null] = readCursor(cursor, [z.iso.datetime(), Id]);
  const pattern = containing(search);
  const found = await productsOf(platform, product, search, pattern);
  const rows = await listStoreMovementRows(platform.reads, {
    kind,
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
  return pageFrom(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _key, ...movement }) => movement,
  );
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
