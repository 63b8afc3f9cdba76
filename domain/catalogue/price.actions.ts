import type * as z from 'zod';
import { pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import { listPriceRows } from './price.sql.ts';
import { requireProduct } from './product.actions.ts';
import type { ListPrices, PriceChange } from './product.ts';

/**
 * A page of what the catalogue said of a product, newest first.
 * @throws DomainError forbidden, `product.unknown`
 */
export async function listPrices(
  platform: Platform,
  caller: Caller,
  { productId, cursor, limit }: z.infer<typeof ListPrices>,
): Promise<Page<PriceChange>> {
  visibleStores(caller, 'stock.read');
  const [before = null] = readCursor(cursor, [Id]);
  const rows = await listPriceRows(platform.db, { productId, before, limit: limit + 1 });
  if (rows.length === 0) await requireProduct(platform, productId);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key],
    ({ key: _key, ...change }) => change,
  );
}
