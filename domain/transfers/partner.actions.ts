import type { Platform } from '#domain/platform/platform.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { listPartnerRows } from './transfer.sql.ts';
import type { Partner } from './transfer.ts';

/**
 * The stores that a transfer of the caller's can name, by code: where they may move stock, and whatever trades in the
 * currency of one of those. Of stores that are not theirs that is all they learn.
 * @throws DomainError forbidden to whoever may move stock nowhere
 */
export async function listPartners({ db }: Platform, caller: Caller): Promise<{ items: Partner[] }> {
  return { items: await listPartnerRows(db, visibleStores(caller, 'stock.move')) };
}
