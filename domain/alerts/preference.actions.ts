import { DomainError } from '#domain/errors.ts';
import { setting } from '#domain/platform/config.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import { may } from '#domain/users/rights.ts';
import type { Caller } from '#domain/users/user.ts';
import type { AlertPreference, AlertPreferenceEdit } from './preference.ts';
import { findPreferenceRow, savePreferenceRow } from './preference.sql.ts';

/**
 * What the caller wants to be told of alerts, and when.
 * @throws DomainError forbidden to whoever holds no role
 */
export async function getPreference({ db }: Platform, caller: Caller): Promise<AlertPreference> {
  visibleStores(caller, 'stock.read');
  const found = await findPreferenceRow(db, caller.userId);
  if (found === undefined) throw new DomainError('missing', 'person.unknown', 'There is no such person');
  // Where the database pauses, who wakes it for a digest is told of the next one when stock is planned.
  return { ...found, hoursUntilItCounts: setting('HOURS_UNTIL_PLAN') };
}

/**
 * Changes it. Sent again it changes nothing.
 * @throws DomainError forbidden, `store.unknown` for a store that they do not see, `preference.stale`
 */
export async function savePreference(
  platform: Platform,
  caller: Caller,
  { version, ...wanted }: AlertPreferenceEdit,
): Promise<AlertPreference> {
  visibleStores(caller, 'stock.read');
  for (const store of wanted.stores ?? []) if (!may(caller, 'stock.read', store)) throw unknownStore();
  const wish = {
    is_on: wanted.isOn,
    hour: wanted.hour,
    time_zone: wanted.timeZone,
    weekdays: wanted.weekdays.toSorted((one, other) => one - other),
    stores: wanted.stores,
    kinds: wanted.kinds,
    urgent: wanted.urgent,
  };
  await savePreferenceRow(platform.db, { userId: caller.userId, wish: JSON.stringify(wish), version });
  return getPreference(platform, caller);
}
