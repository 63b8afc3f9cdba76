import { replaceGrants } from '#domain/users/person.actions.ts';
import { Person, ReplaceGrants } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const replaceGrantsRoute = route({
  method: 'PUT',
  path: '/people/{userId}/grants',
  summary: 'Say anew what somebody may do',
  description:
    'Holds within half a minute. Refused when the person has changed since you looked (`person.stale`), and when no admin of every store would be left (`person.last_admin`).',
  permission: 'people.manage',
  input: ReplaceGrants,
  output: Person,
  run: replaceGrants,
});
