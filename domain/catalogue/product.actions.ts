import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Page } from '#domain/values.ts';
import type { ListProducts, Product, ProductDetail } from './product.ts';
import { listProductRows, productExists, readProductParts } from './product.sql.ts';

/** A page of the catalogue, by SKU. Everybody who may see any stock may see all products. */
export async function listProducts(
  platform: Platform,
  caller: Caller,
  { cursor, limit, search }: z.infer<typeof ListProducts>,
): Promise<Page<Product>> {
  visibleStores(caller, 'stock.read');
  const [after = null] = readCursor(cursor, [TextKey]);
  const values = { search: search ?? null, pattern: containing(search), after, limit: limit + 1 };
  const rows = await listProductRows(platform.db, values);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key],
    ({ key: _key, ...product }) => product,
  );
}

/**
 * One product with its barcodes, suppliers, and its levels in the caller's stores.
 * @throws DomainError `product.unknown`
 */
export async function getProduct(
  platform: Platform,
  caller: Caller,
  { productId }: { productId: string },
): Promise<ProductDetail> {
  const stores = visibleStores(caller, 'stock.read');
  const parts = await readProductParts(platform.db, { productId, stores });
  const product = parts.find((part) => part.part === 'product');
  if (product === undefined) throw unknownProduct();
  return {
    ...product.data,
    barcodes: parts.flatMap((part) => (part.part === 'barcode' ? [part.data] : [])),
    suppliers: parts.flatMap((part) => (part.part === 'supplier' ? [part.data] : [])),
    levels: parts.flatMap((part) => (part.part === 'level' ? [part.data] : [])),
  };
}

/** @throws DomainError `product.unknown` */
export async function requireProduct(platform: Platform, productId: string): Promise<void> {
  if (!(await productExists(platform.db, productId))) throw unknownProduct();
}

const unknownProduct = () => new DomainError('missing', 'product.unknown', 'There is no such product');
