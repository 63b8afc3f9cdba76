import * as z from 'zod';
import { resendInvitation } from '#domain/users/invite.actions.ts';
import { Person, UserId } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const resendInvitationRoute = route({
  method: 'POST',
  path: '/people/{userId}/invitation',
  summary: 'Send the invitation again, with a new first password',
  description: 'Refused (`person.confirmed`) once they have chosen a password of their own.',
  permission: 'people.manage',
  input: z.object({ userId: UserId }),
  output: Person,
  run: resendInvitation,
});
