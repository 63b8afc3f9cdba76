import { hash } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireEverywhere, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import { may } from '#domain/users/rights.ts';
import type { Caller } from '#domain/users/user.ts';
import type { ReportSubscription, ReportSubscriptionEdit, ReportWait } from './subscription.ts';
import {
  endSubscriptionRow,
  listSubscriptionRows,
  listWaitRows,
  saveSubscriptionRow,
  saveWaitRow,
} from './subscription.sql.ts';

/** Reports of a store are for who sees it; those of the chain for who sees every store. */
export function requireReader(caller: Caller, storeId: string | null): void {
  if (storeId === null) requireEverywhere(caller, 'stock.read');
  else requireIn(caller, 'stock.read', storeId);
}

/**
 * The caller's own subscriptions, also those that are off; not those of stores that they may not see any more.
 * @throws DomainError forbidden to whoever holds no role
 */
export async function listReportSubscriptions(
  { db }: Platform,
  caller: Caller,
): Promise<{ items: ReportSubscription[] }> {
  visibleStores(caller, 'stock.read');
  const items = await listSubscriptionRows(db, caller.userId);
  return { items: items.filter(({ storeId }) => may(caller, 'stock.read', storeId)) };
}

/**
 * Puts one of the caller's own subscriptions as they want it: there is one for a store (or the chain) and kind. One that
 * is switched on gets the days that close from now on.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function saveReportSubscription(
  platform: Platform,
  caller: Caller,
  edit: ReportSubscriptionEdit,
): Promise<ReportSubscription> {
  requireReader(caller, edit.storeId);
  if (edit.storeId !== null) await requireStore(platform, edit.storeId);
  const now = platform.clock.now().toISOString();
  const saved = await saveSubscriptionRow(platform.db, { ...edit, userId: caller.userId, by: caller.userId, now });
  if (saved === undefined) throw new Error('unreachable: an upsert answers its row');
  return saved;
}

/**
 * Ends the subscription that a mail came from, for whoever has its token; twice does no harm.
 * @throws DomainError `report.token` for a token that no mail had
 */
export async function unsubscribe({ db }: Pick<Platform, 'db'>, { token }: { token: string }): Promise<void> {
  if (!(await endSubscriptionRow(db, hash('sha256', token))))
    throw new DomainError(
      'missing',
      'report.token',
      'No mail had this address to unsubscribe; take the one from the mail',
    );
}

/**
 * For how long reports wait for files in the caller's stores that chose it; the others wait two hours.
 * @throws DomainError forbidden
 */
export async function listReportWaits({ db }: Platform, caller: Caller): Promise<{ items: ReportWait[] }> {
  return { items: await listWaitRows(db, visibleStores(caller, 'stock.read')) };
}

/**
 * Sets for how long a store's report waits for files.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function setReportWait(platform: Platform, caller: Caller, wait: ReportWait): Promise<ReportWait> {
  requireIn(caller, 'report.send', wait.storeId);
  await requireStore(platform, wait.storeId);
  await saveWaitRow(platform.db, { ...wait, userId: caller.userId });
  return wait;
}
