import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { callerOf, requireEverywhere } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { findReaderRow } from './archive.sql.ts';
import type { ListReportSubscriptions, SaveReportSubscription } from './person-subscription.ts';
import { listReportSubscriptions, requireReader, saveReportSubscription } from './subscription.actions.ts';
import type { ReportSubscription } from './subscription.ts';
import { listSubscriptionRows, saveSubscriptionRow } from './subscription.sql.ts';

/**
 * What the caller gets, or somebody whom they manage.
 * @throws DomainError forbidden, `person.unknown`
 */
export async function listSubscriptionsOf(
  platform: Platform,
  caller: Caller,
  { person }: ListReportSubscriptions,
): Promise<{ items: ReportSubscription[] }> {
  if (person === undefined) return listReportSubscriptions(platform, caller);
  await requirePerson(platform, caller, person);
  return { items: await listSubscriptionRows(platform.db, person) };
}

/**
 * Puts a subscription of the caller, or of somebody whom they manage, as it is to be.
 * @throws DomainError forbidden, `store.unknown`, `person.unknown`; `report.reader` for somebody who may not see the store
 */
export async function saveSubscriptionOf(
  platform: Platform,
  caller: Caller,
  { person, ...edit }: SaveReportSubscription,
): Promise<ReportSubscription> {
  if (person === undefined) return saveReportSubscription(platform, caller, edit);
  await requirePerson(platform, caller, person);
  if (edit.storeId !== null) await requireStore(platform, edit.storeId);
  if (edit.isOn) await requireTheyMayRead(platform, person, edit.storeId);
  const now = platform.clock.now().toISOString();
  const saved = await saveSubscriptionRow(platform.db, { ...edit, userId: person, by: caller.userId, now });
  if (saved === undefined) throw new Error('unreachable: an upsert answers its row');
  return saved;
}

async function requirePerson(platform: Platform, caller: Caller, person: string): Promise<void> {
  requireEverywhere(caller, 'people.manage');
  if ((await findReaderRow(platform.db, person)) === undefined)
    throw new DomainError('missing', 'person.unknown', 'There is no such person, or they are disabled');
}

async function requireTheyMayRead(platform: Platform, person: string, storeId: string | null): Promise<void> {
  try {
    requireReader(await callerOf(platform, person), storeId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(
      'conflict',
      'report.reader',
      'This person may not see that store; grant them a role there first',
    );
  }
}
