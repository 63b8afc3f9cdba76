import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireEverywhere, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Page } from '#domain/values.ts';
import { saveProductRow } from './product-edit.sql.ts';
import type { CategoryList, ListedProduct, ListProducts, NewProduct, ProductDetail, ProductEdit } from './product.ts';
import { listCategoryRows, listProductRows, productExists, readProductParts } from './product.sql.ts';

/** A page of the catalogue, by SKU. Everybody who may see any stock may see all products. */
export async function listProducts(
  platform: Platform,
  caller: Caller,
  { cursor, limit, search, status, category, supplier, needsAttention }: z.infer<typeof ListProducts>,
): Promise<Page<ListedProduct>> {
  const stores = visibleStores(caller, 'stock.read');
  const [after = null] = readCursor(cursor, [TextKey]);
  const rows = await listProductRows(platform.db, {
    stores,
    search: search ?? null,
    pattern: containing(search),
    status: status ?? null,
    category: category ?? null,
    supplier: supplier ?? null,
    needsAttention: needsAttention !== undefined,
    after,
    limit: limit + 1,
  });
  return pageFrom(
    rows,
    limit,
    (row) => [row.key],
    ({ key: _key, ...product }) => product,
  );
}

/** The categories in use, by name. */
export async function listCategories(platform: Platform, caller: Caller): Promise<CategoryList> {
  visibleStores(caller, 'stock.read');
  return { items: await listCategoryRows(platform.db) };
}

/**
 * One product with its barcodes, suppliers, latest prices, and its levels in the caller's stores.
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
    prices: parts.flatMap((part) => (part.part === 'price' ? [part.data] : [])),
  };
}

/**
 * Adds a product. The same request again finds it there and answers it.
 * @throws DomainError forbidden, `product.taken` (the SKU is another's), `barcode.taken`
 */
export async function createProduct(platform: Platform, caller: Caller, wanted: NewProduct): Promise<ProductDetail> {
  requireEverywhere(caller, 'catalogue.edit');
  return save(platform, caller, { productId: null, version: null }, wanted);
}

/**
 * Puts what can be set of a product in place of the version that the edit names: a draft is completed so, and a product
 * archived or restored.
 * @throws DomainError forbidden, `product.unknown`, `product.stale`, `product.taken`, `barcode.taken`,
 * `product.has_stock` (when it is to be archived or not stocked any more)
 */
export async function editProduct(
  platform: Platform,
  caller: Caller,
  { productId, version, ...wanted }: ProductEdit,
): Promise<ProductDetail> {
  requireEverywhere(caller, 'catalogue.edit');
  return save(platform, caller, { productId, version }, wanted);
}

/** @throws DomainError `product.unknown` */
export async function requireProduct(platform: Platform, productId: string): Promise<void> {
  if (!(await productExists(platform.db, productId))) throw unknownProduct();
}

async function save(
  platform: Platform,
  caller: Caller,
  place: { productId: string | null; version: number | null },
  { barcodes, isStocked, reorderPoint, ...same }: Omit<ProductEdit, 'productId' | 'version'>,
): Promise<ProductDetail> {
  const fields = json({ ...same, is_stocked: isStocked, reorder_point: reorderPoint });
  const values = { ...place, fields, barcodes: json(barcodes), actor: caller.userId };
  const productId = await saveProductRow(platform.db, values);
  if (productId === undefined) throw unknownProduct();
  return getProduct(platform, caller, { productId });
}

const unknownProduct = () => new DomainError('missing', 'product.unknown', 'There is no such product');
