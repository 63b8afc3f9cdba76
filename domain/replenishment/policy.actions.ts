import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireEverywhere, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import {
  type EffectivePolicy,
  levelOf,
  type ListEffectivePolicies,
  type ListPolicies,
  type Policy,
  type PolicyEdit,
} from './policy.ts';
import { listEffectiveRows, listPolicyRows, type PolicyRow, readPolicyRow, savePolicyRow } from './policy.sql.ts';

/** A page of what is set, for every store and for the caller's own. @throws DomainError forbidden, `store.unknown` */
export async function listPolicies(platform: Platform, caller: Caller, asked: ListPolicies): Promise<Page<Policy>> {
  const stores = visibleStores(caller, 'stock.read', asked.store);
  const [after = null] = readCursor(asked.cursor, [Id]);
  const values = { stores, level: asked.level ?? null, after, limit: asked.limit + 1 };
  const rows = await listPolicyRows(platform.db, values);
  if (asked.store !== undefined) await requireStore(platform, asked.store);
  return pageFrom(
    rows,
    asked.limit,
    ({ id }) => [id],
    ({ id: _id, ...row }) => shown(row),
  );
}

const shown = (row: PolicyRow): Policy => ({ ...row, level: levelOf(row) });

/** A page of what applies to a store's positions, by SKU. @throws DomainError forbidden, `store.unknown` */
export async function listEffectivePolicies(
  platform: Platform,
  caller: Caller,
  { store, product, category, search, cursor, limit }: ListEffectivePolicies,
): Promise<Page<EffectivePolicy>> {
  visibleStores(caller, 'stock.read', store);
  const [after = null] = readCursor(cursor, [TextKey]);
  const rows = await listEffectiveRows(platform.db, {
    storeId: store,
    product: product ?? null,
    category: category ?? null,
    pattern: containing(search),
    after,
    limit: limit + 1,
  });
  if (rows.length === 0) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key],
    ({ key: _key, ...row }) => row,
  );
}

/**
 * Sets a policy at a level, whole: what is left out is no longer said there. It applies from the next run on. What names
 * no store is every store's, and wants the right in every store.
 * @throws DomainError forbidden, `policy.stale`, `policy.category`, `policy.invalid`, `product.unknown`, `store.unknown`,
 * `supplier.unknown`
 */
export async function editPolicy(platform: Platform, caller: Caller, wanted: PolicyEdit): Promise<Policy> {
  const { storeId = null, category = null, productId = null, version, ...set } = wanted;
  if (storeId === null) requireEverywhere(caller, 'replenishment.edit');
  else requireIn(caller, 'replenishment.edit', storeId);
  // Goods that another store is to give are that store's too.
  if (set.warehouseId != null) requireIn(caller, 'stock.read', set.warehouseId);
  const fields = {
    method: set.method,
    reorder_point: set.reorderPoint,
    order_up_to: set.orderUpTo,
    review_days: set.reviewDays,
    service_level: set.serviceLevel,
    shelf_max: set.shelfMax,
    supplier_id: set.supplierId,
    warehouse_id: set.warehouseId,
    auto_mode: set.autoMode,
    price_jump: set.priceJump,
    snoozed_until: set.snoozedUntil,
  };
  const values = { storeId, category, productId, version, fields: json(fields), actor: caller.userId };
  const row = await readPolicyRow(platform.db, await savePolicyRow(platform.db, values));
  if (row === undefined) throw new Error('A policy that was just saved is gone');
  return shown(row);
}
