import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireEverywhere } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { liftRow, listSuppressionRows, type Suppression, suppressRow } from './suppression.sql.ts';

/** What SES told of mails that it had taken. `mailId` is the mail's tag `report`. */
export type Bounced = {
  reason: 'bounce' | 'complaint';
  addresses: string[];
  /** What the other side said. */
  detail: string | null;
  at: string;
  mailId: string | null;
};

/**
 * Sends nothing more to addresses that do not exist, or whose owners complained. Of bounces only those for good are to
 * be told: a full mailbox is emptied again. Told twice it changes nothing.
 */
export async function suppress({ db }: Pick<Platform, 'db'>, bounced: Bounced): Promise<void> {
  const { addresses, mailId, ...about } = bounced;
  for (const address of new Set(addresses.map((each) => each.trim().toLowerCase())))
    await suppressRow(db, { ...about, address, mailId });
  log.warn('Addresses get no more mail', { reason: bounced.reason, addresses: addresses.length, mailId });
}

/**
 * Addresses that get no mail.
 * @throws DomainError forbidden to whoever does not manage people in every store
 */
export async function listSuppressions({ db }: Platform, caller: Caller): Promise<{ items: Suppression[] }> {
  requireEverywhere(caller, 'people.manage');
  return { items: await listSuppressionRows(db) };
}

/**
 * Lets an address have mail again, once its owner says that it works, or that they want it.
 * @throws DomainError forbidden
 */
export async function liftSuppression(
  { db }: Platform,
  caller: Caller,
  { address }: { address: string },
): Promise<void> {
  requireEverywhere(caller, 'people.manage');
  await liftRow(db, address.trim().toLowerCase());
}
