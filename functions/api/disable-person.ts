import * as z from 'zod';
import { disablePerson } from '#domain/users/person.actions.ts';
import { Person, UserId } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const disablePersonRoute = route({
  method: 'POST',
  path: '/people/{userId}/disable',
  summary: 'Lock somebody out',
  description: 'They cannot sign in, and their grants count for nothing until they are enabled again.',
  permission: 'people.manage',
  input: z.object({ userId: UserId }),
  output: Person,
  run: disablePerson,
});
