import type * as z from 'zod';
import { type InvitePerson, Person, PersonPage, type ReplaceGrants } from '#domain/users/person.ts';
import { get, post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

const pathOf = (userId: string) => `/people/${encodeURIComponent(userId)}`;

export const useInvitePerson = () =>
  useWrite((person: z.input<typeof InvitePerson>) => post('/people', Person, person));

export const useReplaceGrants = () =>
  useWrite(({ userId, ...body }: ReplaceGrants) => put(`${pathOf(userId)}/grants`, Person, body));

/** What is done to somebody with one press. */
export type PersonDeed = 'disable' | 'enable' | 'invitation';

export const useDoToPerson = () =>
  useWrite(({ userId, deed }: { userId: string; deed: PersonDeed }) => post(`${pathOf(userId)}/${deed}`, Person, {}));

/** Somebody as they are now, found by the address by which one would search for them. */
export async function findPerson({ userId, email, name }: Person): Promise<Person | undefined> {
  const { items } = await get('/people', PersonPage, { query: { search: email ?? name ?? undefined, limit: 200 } });
  return items.find((person) => person.userId === userId);
}
