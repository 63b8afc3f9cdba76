import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { readPerson, refuseUnlessDone } from './person.actions.ts';
import { Email, type InvitePerson, type Person } from './person.ts';
import { invitePersonRow } from './person.sql.ts';
import { requireEverywhere } from './user.actions.ts';
import type { Caller } from './user.ts';

/** Who invites the first admin: whoever deploys, and so may do anything. */
const operations = 'operations';

/**
 * Makes an account that can sign in, and notes who it is and what they may do. The account comes first: when the second
 * step fails, inviting again finds the account and goes on from there.
 * @throws DomainError forbidden, `store.unknown`, `person.conflict` (they are here, with other grants)
 */
export async function invitePerson(platform: Platform, caller: Caller, invited: InvitePerson): Promise<Person> {
  requireEverywhere(caller, 'people.manage');
  return invite(platform, invited, { adding: false, actor: caller.userId });
}

/**
 * Invites an admin of every store in the name of whoever deploys, without asking for rights: the first one of a new
 * chain, or a way back in. Somebody who is here already is made admin beside what they are.
 * @param email where the invitation goes, and what they sign in with
 * @throws ZodError for what is no e-mail address
 */
export async function inviteFirstAdmin(platform: Platform, email: string): Promise<Person> {
  const address = Email.parse(email);
  const name = address.split('@')[0] ?? address;
  return invite(
    platform,
    { email: address, name, grants: [{ role: 'admin', storeId: null }] },
    { adding: true, actor: operations },
  );
}

/**
 * Sends the invitation again, with a new first password.
 * @throws DomainError forbidden, `person.unknown`, `person.confirmed` (they have chosen a password already)
 */
export async function resendInvitation(
  platform: Platform,
  caller: Caller,
  { userId }: { userId: string },
): Promise<Person> {
  requireEverywhere(caller, 'people.manage');
  const person = await readPerson(platform, userId);
  const result = person.email === null ? 'unknown' : await platform.directory.resendInvitation(person.email);
  if (result === 'confirmed')
    throw new DomainError(
      'conflict',
      'person.confirmed',
      'They have a password of their own; a forgotten one is mended at the sign-in',
    );
  if (result === 'unknown')
    throw new DomainError('conflict', 'person.no_account', 'The sign-in has no account for them; invite them anew');
  return person;
}

async function invite(
  platform: Platform,
  { email, name, grants }: InvitePerson,
  by: { adding: boolean; actor: string },
): Promise<Person> {
  const userId = await platform.directory.invite(email, name);
  const values = { userId, email, name, grants: JSON.stringify(grants), ...by };
  refuseUnlessDone(await invitePersonRow(platform.db, values));
  return readPerson(platform, userId);
}
