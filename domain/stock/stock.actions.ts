import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { ageFrom } from './classes.ts';
import { requireProduct } from '#domain/catalogue/product.actions.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireIn, unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import type { AdjustmentDone, ListMovements, ListStock, Movement, NewAdjustment, StockLevel } from './stock.ts';
import { listMovementRows, listStockRows, postAdjustment } from './stock.sql.ts';

/**
 * A page of the stock in the caller's stores, by SKU and store.
 * @throws DomainError `store.unknown`
 */
export async function listStock(platform: Platform, caller: Caller, asked: ListStock): Promise<Page<StockLevel>> {
  const { cursor, limit, store, search } = asked;
  const stores = visibleStores(caller, 'stock.read', store);
  const [afterSku = null, afterStore = null] = readCursor(cursor, [TextKey, Id]);
  const rows = await listStockRows(platform.db, {
    stores,
    product: asked.product ?? null,
    state: asked.state ?? null,
    currency: asked.currency ?? null,
    abc: asked.abc ?? null,
    xyz: asked.xyz ?? null,
    coverFrom: asked.coverFrom ?? null,
    coverTo: asked.coverTo ?? null,
    noDemand: asked.noDemand !== undefined,
    dead: asked.dead !== undefined,
    age: asked.ageFrom === undefined ? null : ageFrom.map(String).indexOf(asked.ageFrom) + 1,
    ownClass: store !== undefined,
    search: search ?? null,
    pattern: containing(search),
    afterSku,
    afterStore,
    limit: limit + 1,
  });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key, row.storeId],
    ({ key: _key, ...level }) => level,
  );
}

/**
 * A page of a product's movements in the caller's stores, newest first.
 * @throws DomainError `product.unknown`, `store.unknown`
 */
export async function listMovements(
  platform: Platform,
  caller: Caller,
  { productId, cursor, limit, store }: z.infer<typeof ListMovements>,
): Promise<Page<z.infer<typeof Movement>>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [beforeAt = null, beforeId = null] = readCursor(cursor, [z.iso.datetime(), Id]);
  const viewer = { importStores: visibleStores(caller, 'import.read'), userId: caller.userId };
  const values = { ...viewer, productId, stores, beforeAt, beforeId, limit: limit + 1 };
  const rows = await listMovementRows(platform.db, values);
  if (rows.length === 0) {
    await requireProduct(platform, productId);
    if (store !== undefined) await requireStore(platform, store);
  }
  return pageFrom(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _key, ...movement }) => movement,
  );
}

/**
 * Changes stock by hand, once for one key of one caller: the same key and the same adjustment answer again and change
 * nothing. Two people who send the same key have adjusted twice.
 * @throws DomainError forbidden, `store.unknown`, `product.unknown`, `product.not_stocked`, `movement.future`,
 * `stock.insufficient`, `adjustment.conflict` (the key was used for another adjustment)
 */
export async function recordAdjustment(
  platform: Platform,
  caller: Caller,
  { storeId, productId, quantity, reason, note, occurredAt }: NewAdjustment,
  idempotencyKey: string,
): Promise<z.infer<typeof AdjustmentDone>> {
  requireIn(caller, 'stock.adjust', storeId);
  const at = occurredAt === undefined ? null : new Date(occurredAt).toISOString();
  const [done] = await postAdjustment(platform.db, {
    key: keyOf('adjustment', caller.userId, idempotencyKey),
    keyBefore: keyOf('adjustment', 'api', idempotencyKey),
    payload: keyOf(storeId, productId, quantity, reason, note ?? '', at ?? ''),
    storeId,
    productId,
    quantity,
    occurredAt: at ?? platform.clock.now().toISOString(),
    reason,
    note: note ?? null,
    actor: caller.userId,
  }).catch(async (error: unknown) => {
    // The ledger says that one of the two is not there; which one is asked only then.
    if (error instanceof DomainError && error.code === 'movement.unknown') {
      await requireStore(platform, storeId);
      await requireProduct(platform, productId);
    }
    throw error;
  });
  if (done === undefined) throw unknownStore();
  await platform.relayEvents();
  return done;
}
