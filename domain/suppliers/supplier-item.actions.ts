import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireEverywhere, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Page } from '#domain/values.ts';
import { getSupplier } from './supplier.actions.ts';
import type { ListSuppliedProducts, SuppliedProduct, SupplierItemEdit, SupplierItemRemoval } from './supplier.ts';
import { listSuppliedRows, removeSupplierItemRow, saveSupplierItemRow } from './supplier-item.sql.ts';

/**
 * A page of what a supplier sells, by SKU.
 * @throws DomainError forbidden, `supplier.unknown`
 */
export async function listSupplierItems(
  platform: Platform,
  caller: Caller,
  { supplierId, cursor, limit }: z.infer<typeof ListSuppliedProducts>,
): Promise<Page<SuppliedProduct>> {
  visibleStores(caller, 'stock.read');
  const [after = null] = readCursor(cursor, [TextKey]);
  const rows = await listSuppliedRows(platform.db, { supplierId, productId: null, after, limit: limit + 1 });
  if (rows.length === 0) await getSupplier(platform, caller, { supplierId });
  return pageFrom(
    rows,
    limit,
    (row) => [row.key],
    ({ key: _key, ...item }) => item,
  );
}

/**
 * Says on what terms a supplier sells a product, in place of the version that the edit names; null: it is new to them.
 * @throws DomainError forbidden, `supplier.unknown`, `product.unknown`, `supplier_item.stale`
 */
export async function putSupplierItem(
  platform: Platform,
  caller: Caller,
  { supplierId, productId, version, supplierSku, packSize, minOrder, leadTimeDays, cost }: SupplierItemEdit,
): Promise<SuppliedProduct> {
  requireEverywhere(caller, 'supplier.edit');
  const terms = {
    supplier_sku: supplierSku,
    pack_size: packSize,
    min_order: minOrder,
    lead_time_days: leadTimeDays,
    cost,
  };
  const values = { supplierId, productId, version, fields: json(terms), actor: caller.userId };
  await saveSupplierItemRow(platform.db, values);
  const [saved] = await listSuppliedRows(platform.db, { supplierId, productId, after: null, limit: 1 });
  // Only when somebody removed it in the moment since.
  if (saved === undefined) throw new DomainError('conflict', 'supplier_item.stale', 'Somebody has just removed it');
  return saved;
}

/**
 * Says that a supplier no longer sells a product; what is not there is passed over.
 * @throws DomainError forbidden, `supplier_item.stale`
 */
export async function removeSupplierItem(
  platform: Platform,
  caller: Caller,
  removal: SupplierItemRemoval,
): Promise<{ removed: true }> {
  requireEverywhere(caller, 'supplier.edit');
  await removeSupplierItemRow(platform.db, { ...removal, actor: caller.userId });
  return { removed: true };
}
