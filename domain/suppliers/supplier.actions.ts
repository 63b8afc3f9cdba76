import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireEverywhere, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Page } from '#domain/values.ts';
import type { ListSuppliers, NewSupplier, Supplier, SupplierDetail, SupplierEdit } from './supplier.ts';
import { listSupplierRows, readSupplierRow, saveSupplierRow } from './supplier.sql.ts';

/** A page of the suppliers, by code. Everybody who may see any stock may see all suppliers. */
export async function listSuppliers(
  platform: Platform,
  caller: Caller,
  { cursor, limit, search, archived }: z.infer<typeof ListSuppliers>,
): Promise<Page<Supplier>> {
  visibleStores(caller, 'stock.read');
  const [after = null] = readCursor(cursor, [TextKey]);
  const only = archived === undefined ? null : archived === 'true';
  const values = { pattern: containing(search), archived: only, after, limit: limit + 1 };
  return pageFrom(
    await listSupplierRows(platform.db, values),
    limit,
    (row) => [row.key],
    ({ key: _key, ...supplier }) => supplier,
  );
}

/** @throws DomainError forbidden, `supplier.unknown` */
export async function getSupplier(
  platform: Platform,
  caller: Caller,
  { supplierId }: { supplierId: string },
): Promise<SupplierDetail> {
  visibleStores(caller, 'stock.read');
  return readSupplier(platform, supplierId);
}

/**
 * Adds a supplier. The same request again finds it there and answers it.
 * @throws DomainError forbidden, `supplier.taken` (the code is another's)
 */
export async function createSupplier(platform: Platform, caller: Caller, wanted: NewSupplier): Promise<SupplierDetail> {
  requireEverywhere(caller, 'supplier.edit');
  const values = { supplierId: null, version: null, fields: json(columnsOf(wanted)), actor: caller.userId };
  return readSupplier(platform, await saveSupplierRow(platform.db, values));
}

/**
 * Puts what can be set of a supplier in place of the version that the edit names.
 * @throws DomainError forbidden, `supplier.unknown`, `supplier.stale`, `supplier.taken`
 */
export async function editSupplier(
  platform: Platform,
  caller: Caller,
  { supplierId, version, isArchived, ...wanted }: SupplierEdit,
): Promise<SupplierDetail> {
  requireEverywhere(caller, 'supplier.edit');
  const fields = json({ ...columnsOf(wanted), is_archived: isArchived });
  return readSupplier(
    platform,
    await saveSupplierRow(platform.db, { supplierId, version, fields, actor: caller.userId }),
  );
}

async function readSupplier(platform: Platform, supplierId: string | undefined): Promise<SupplierDetail> {
  const supplier = supplierId === undefined ? undefined : await readSupplierRow(platform.db, supplierId);
  if (supplier === undefined) throw new DomainError('missing', 'supplier.unknown', 'There is no such supplier');
  return supplier;
}

type Wanted = Omit<NewSupplier, 'tolerancePercent'> & Pick<SupplierEdit, 'tolerancePercent'>;

const columnsOf = ({ leadTimeDays, minOrderValue, tolerancePercent, ...same }: Wanted) => ({
  ...same,
  lead_time_days: leadTimeDays,
  min_order_value: minOrderValue,
  tolerance_percent: tolerancePercent,
});
