import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { may } from '#domain/users/rights.ts';
import { requireEverywhere, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import type {
  Budget,
  BudgetEdit,
  ListPromotions,
  NewPromotion,
  OrderingStop,
  OrderingStopEdit,
  Promotion,
} from './policy.ts';
import {
  addPromotionRow,
  listBudgetRows,
  listPromotionRows,
  readStopRow,
  removePromotionRow,
  saveBudgetRow,
  saveStopRow,
} from './guard.sql.ts';

/** Budgets of the caller's stores, this month's and later ones first. @throws DomainError forbidden, `store.unknown` */
export async function listBudgets(
  platform: Platform,
  caller: Caller,
  { store }: { store?: string | undefined },
): Promise<{ items: Budget[] }> {
  const stores = visibleStores(caller, 'stock.read', store);
  const rows = await listBudgetRows(platform.db, { stores, at: platform.clock.now().toISOString(), month: null });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return { items: rows };
}

/**
 * Sets how much a store may order in a month, or that there is no limit.
 * @throws DomainError forbidden, `store.unknown`, `budget.stale`
 */
export async function editBudget({ db, clock }: Platform, caller: Caller, wanted: BudgetEdit): Promise<Budget> {
  const { storeId } = wanted;
  requireIn(caller, 'replenishment.edit', storeId);
  const month = `${wanted.month}-01`;
  const { amountMinor, version } = wanted;
  await saveBudgetRow(db, { storeId, month, amountMinor, version, actor: caller.userId });
  const rows = await listBudgetRows(db, { stores: json([storeId]), at: clock.now().toISOString(), month });
  const [row] = rows;
  if (row === undefined) throw new Error('A budget that was just saved is gone');
  return row;
}

/** Whether nothing is ordered by itself just now. @throws DomainError forbidden to whoever holds no role */
export async function getStop({ db }: Platform, caller: Caller): Promise<OrderingStop> {
  visibleStores(caller, 'stock.read');
  return readStopRow(db);
}

/**
 * Stops everything that is ordered by itself, in all stores, or lets it go on. What is suggested stays.
 * @throws DomainError forbidden, `stop.stale`
 */
export async function editStop(
  { db }: Platform,
  caller: Caller,
  { isStopped, reason = null, version }: OrderingStopEdit,
): Promise<OrderingStop> {
  requireEverywhere(caller, 'replenishment.edit');
  await saveStopRow(db, { isStopped, reason, version, actor: caller.userId });
  return readStopRow(db);
}

/** A page of promotions, the last that was marked first. @throws DomainError forbidden, `store.unknown` */
export async function listPromotions(
  platform: Platform,
  caller: Caller,
  { store, cursor, limit }: ListPromotions,
): Promise<Page<Promotion>> {
  const stores = visibleStores(caller, 'stock.read', store);
  const [before = null] = readCursor(cursor, [Id]);
  const rows = await listPromotionRows(platform.db, { stores, promotionId: null, before, limit: limit + 1 });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    ({ id }) => [id],
    (row) => row,
  );
}

/**
 * Marks days on which something sells otherwise than usual, once for a key.
 * @throws DomainError forbidden, `product.unknown`, `policy.category`, `store.unknown`, `promotion.conflict`
 */
export async function addPromotion(
  { db }: Platform,
  caller: Caller,
  { storeId = null, category = null, productId = null, name, fromDay, toDay, uplift }: NewPromotion,
  idempotencyKey: string,
): Promise<Promotion> {
  requireForStore(caller, storeId);
  const place = { store_id: storeId, category, product_id: productId };
  const fields = json({ ...place, name, from_day: fromDay, to_day: toDay, uplift });
  const key = keyOf('promotion', caller.userId, idempotencyKey);
  const promotionId = await addPromotionRow(db, { key, fields, actor: caller.userId });
  const [row] = await listPromotionRows(db, { stores: null, promotionId, before: null, limit: 1 });
  if (row === undefined) throw unknownPromotion();
  return row;
}

/** Takes the mark away. @throws DomainError forbidden, `promotion.unknown` (also for one of a store not theirs) */
export async function removePromotion(
  { db }: Platform,
  caller: Caller,
  { promotionId }: { promotionId: string },
): Promise<{ removed: boolean }> {
  visibleStores(caller, 'replenishment.edit');
  const [row] = await listPromotionRows(db, { stores: null, promotionId, before: null, limit: 1 });
  if (row === undefined || (row.storeId !== null && !may(caller, 'stock.read', row.storeId))) throw unknownPromotion();
  requireForStore(caller, row.storeId);
  return { removed: await removePromotionRow(db, { promotionId, actor: caller.userId }) };
}

function requireForStore(caller: Caller, storeId: string | null): void {
  if (storeId === null) requireEverywhere(caller, 'replenishment.edit');
  else requireIn(caller, 'replenishment.edit', storeId);
}

const unknownPromotion = () => new DomainError('missing', 'promotion.unknown', 'There is no such promotion');
