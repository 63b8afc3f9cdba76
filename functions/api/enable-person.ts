import * as z from 'zod';
import { enablePerson } from '#domain/users/person.actions.ts';
import { Person, UserId } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const enablePersonRoute = route({
  method: 'POST',
  path: '/people/{userId}/enable',
  summary: 'Let somebody in again, with the grants they had',
  permission: 'people.manage',
  input: z.object({ userId: UserId }),
  output: Person,
  run: enablePerson,
});
