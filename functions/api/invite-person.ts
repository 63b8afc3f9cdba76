import { invitePerson } from '#domain/users/invite.actions.ts';
import { InvitePerson, Person } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const invitePersonRoute = route({
  method: 'POST',
  path: '/people',
  summary: 'Invite somebody by e-mail, and say what they may do',
  description:
    'Makes their account and has the sign-in send them a first password. Inviting twice answers the same person; with other grants it is refused.',
  permission: 'people.manage',
  input: InvitePerson,
  output: Person,
  run: invitePerson,
});
