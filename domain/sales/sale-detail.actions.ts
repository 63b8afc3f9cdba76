import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { GetSale, ListSales, SaleDetail, SaleList } from './sale-detail.ts';
import { findSaleRow, listSaleLines, listSaleRows } from './sale-detail.sql.ts';

/**
 * A sale of one of the caller's stores, and what of it has come back.
 * @throws DomainError forbidden, `sale.unknown`
 */
export async function getSale(
  platform: Platform,
  caller: Caller,
  { saleId }: z.infer<typeof GetSale>,
): Promise<SaleDetail> {
  const sale = await findSaleRow(platform.db, { saleId, stores: visibleStores(caller, 'stock.read') });
  if (sale === undefined) throw new DomainError('missing', 'sale.unknown', 'There is no such sale');
  return { ...sale, lines: await listSaleLines(platform.db, saleId) };
}

/**
 * The sales of a store that have this number on their receipt: usually one.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listSales(
  platform: Platform,
  caller: Caller,
  { store, externalId }: z.infer<typeof ListSales>,
): Promise<z.infer<typeof SaleList>> {
  visibleStores(caller, 'stock.read', store);
  const items = await listSaleRows(platform.db, { storeId: store, externalId });
  if (items.length === 0) await requireStore(platform, store);
  return { items };
}
