import { openDirectory } from '#domain/platform/directory.ts';
import { platform } from '#domain/platform/platform.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { disablePersonRoute } from './disable-person.ts';
import { enablePersonRoute } from './enable-person.ts';
import { invitePersonRoute } from './invite-person.ts';
import { replaceGrantsRoute } from './replace-grants.ts';
import { resendInvitationRoute } from './resend-invitation.ts';

export const handler = lambda(
  [invitePersonRoute, replaceGrantsRoute, disablePersonRoute, enablePersonRoute, resendInvitationRoute],
  () => platform(httpBudget, { directory: openDirectory }),
);
