import { DomainError, type Problem } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Page } from '#domain/values.ts';
import type { ListPeople, Person, ReplaceGrants } from './person.ts';
import { listPersonRows, lockPersonOut, replaceGrantRows } from './person.sql.ts';
import { requireEverywhere, unknownStore } from './user.actions.ts';
import { readKnown } from './user.sql.ts';
import type { Caller, Me } from './user.ts';

/** The caller, with name and e-mail address where they are known. Somebody locked out holds no grant, and is told why. */
export async function getMe(platform: Platform, { userId, grants }: Caller): Promise<Me> {
  const [known] = await readKnown(platform.db, userId);
  const { name = null, email = null, isDisabled = false } = known ?? {};
  return { userId, grants: isDisabled ? [] : grants, name, email, isDisabled };
}

/** Everybody who was invited, has been here or holds a role, by name. Only an admin of every store sees people. */
export async function listPeople(
  platform: Platform,
  caller: Caller,
  { cursor, limit, search, state }: ListPeople,
): Promise<Page<Person>> {
  requireEverywhere(caller, 'people.manage');
  const [afterKey = null, afterUser = null] = readCursor(cursor, [TextKey, TextKey]);
  const pattern = containing(search);
  const values = { userId: null, state: state ?? null, pattern, afterKey, afterUser, limit: limit + 1 };
  const rows = await listPersonRows(platform.db, values);
  return pageFrom(rows, limit, (row) => [row.key, row.userId], withoutKey);
}

/**
 * Replaces everything somebody may do.
 * @throws DomainError forbidden, `person.unknown`, `store.unknown`, `person.stale` (changed since the caller looked),
 * `person.last_admin` (nobody else who has been here would be admin of every store)
 */
export async function replaceGrants(
  platform: Platform,
  caller: Caller,
  { userId, version, grants }: ReplaceGrants,
): Promise<Person> {
  requireEverywhere(caller, 'people.manage');
  const values = { userId, version, grants: JSON.stringify(grants), actor: caller.userId };
  refuseUnlessDone(await replaceGrantRows(platform.db, values));
  return readPerson(platform, userId);
}

/**
 * Locks somebody out: their grants count for nothing from here on, and they cannot sign in.
 * @throws DomainError forbidden, `person.unknown`, `person.last_admin`
 */
export async function disablePerson(
  platform: Platform,
  caller: Caller,
  { userId }: { userId: string },
): Promise<Person> {
  requireEverywhere(caller, 'people.manage');
  refuseUnlessDone(await lockPersonOut(platform.db, { userId, isOut: true, actor: caller.userId }));
  await platform.directory.lockOut(userId);
  return readPerson(platform, userId);
}

/**
 * Lets somebody in again. The sign-in comes first, so that nobody is shown as let in who is not.
 * @throws DomainError forbidden, `person.unknown`
 */
export async function enablePerson(
  platform: Platform,
  caller: Caller,
  { userId }: { userId: string },
): Promise<Person> {
  requireEverywhere(caller, 'people.manage');
  await readPerson(platform, userId);
  await platform.directory.letIn(userId);
  refuseUnlessDone(await lockPersonOut(platform.db, { userId, isOut: false, actor: caller.userId }));
  return readPerson(platform, userId);
}

/** @throws DomainError `person.unknown` */
export async function readPerson({ db }: Pick<Platform, 'db'>, userId: string): Promise<Person> {
  const all = { state: null, pattern: null, afterKey: null, afterUser: null, limit: 1 };
  const [row] = await listPersonRows(db, { ...all, userId });
  if (row === undefined) throw unknownPerson();
  return withoutKey(row);
}

const withoutKey = ({ key: _, ...person }: Person & { key: string }): Person => person;

const refusals: Record<string, [Problem, string]> = {
  conflict: ['conflict', 'They are here already, with other grants; change those instead'],
  stale: ['conflict', 'They have been changed since you looked; look again'],
  last_admin: [
    'conflict',
    'Nobody else is admin of every store; make somebody admin first, and have them sign in once',
  ],
};

/** @throws DomainError for every outcome but 'done' */
export function refuseUnlessDone(outcome: string | undefined): void {
  if (outcome === 'done') return;
  if (outcome === 'store_unknown') throw unknownStore();
  const [problem, message] = refusals[outcome ?? ''] ?? [];
  if (problem === undefined || message === undefined) throw unknownPerson();
  throw new DomainError(problem, `person.${outcome}`, message);
}

const unknownPerson = () => new DomainError('missing', 'person.unknown', 'There is no such person');
