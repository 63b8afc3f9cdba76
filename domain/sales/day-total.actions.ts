import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireIn, unknownStore } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { type DayTotalDone, type NewDayTotal, netOf } from './day-total.ts';
import { tellDayTotal } from './day-total.sql.ts';

/**
 * Notes what a till, or somebody for a whole store, counted for a business day. The last word counts; earlier ones are
 * kept.
 * @param keyId the key of the till that tells it
 * @throws DomainError forbidden, `store.unknown`, `day_total.invalid` (no net total, two that differ, or a day to come)
 */
export async function recordDayTotal(
  platform: Platform,
  caller: Caller,
  total: NewDayTotal,
  keyId?: string,
): Promise<DayTotalDone> {
  requireIn(caller, 'sale.record', total.storeId);
  const netMinor = netOf(total);
  if (netMinor === 'missing') throw invalid('netMinor: tell it, or grossMinor and taxMinor');
  if (netMinor === 'different') throw invalid('netMinor: it is not grossMinor less taxMinor');
  const told = await tellDayTotal(platform.db, {
    storeId: total.storeId,
    businessDate: total.businessDate,
    till: total.till ?? null,
    keyId: keyId ?? null,
    netMinor,
    grossMinor: total.grossMinor ?? null,
    taxMinor: total.taxMinor ?? null,
    transactions: total.transactions,
    units: total.units ?? null,
    actor: caller.userId,
    now: platform.clock.now().toISOString(),
  });
  if (told === undefined) throw unknownStore();
  if (told.isFuture) throw invalid('businessDate: this day has not begun yet');
  return { netMinor, repeated: told.repeated };
}

const invalid = (message: string) => new DomainError('invalid', 'day_total.invalid', message);
