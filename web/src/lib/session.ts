import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from './config.ts';
import { paths } from '#web/paths.ts';

/** What we ask the provider to hand back after sign-in. */
export type SignInState = { returnTo?: string };

/**
 * The sign-in client: OIDC code flow with PKCE. Tokens live in the tab's own session storage, so a reload keeps them
 * and a closed tab forgets them.
 */
export function openSession(config: Config): UserManager {
  const { origin } = globalThis.location;
  const signedOut = `${origin}${paths.signedOut}`;
  return new UserManager({
    authority: config.authIssuer,
    client_id: config.authClientId,
    redirect_uri: `${origin}${paths.callback}`,
    post_logout_redirect_uri: signedOut,
    scope: 'openid email profile',
    userStore: new WebStorageStateStore({ store: globalThis.sessionStorage }),
    // Renewal is ours (below): the library would fall back to a hidden frame, which our policy forbids.
    automaticSilentRenew: false,
  });
}

/**
 * Renews the token shortly before it ends, if the provider gave a refresh token. Without one, the next request after
 * the end goes through sign-in again, which the provider's own session makes invisible.
 */
export function keepRenewed(session: UserManager): void {
  session.events.addAccessTokenExpiring(() => void renew(session));
}

async function renew(session: UserManager): Promise<string | null> {
  const user = await session.getUser();
  if (!user?.refresh_token) return null;
  // A failed renewal is not an error yet: the token may still be good, and an ended one leads to sign-in.
  const renewed = await session.signinSilent().catch(() => null);
  return renewed?.access_token ?? null;
}

/** A token that is still good, renewed if need be; null when the person must sign in again. */
export async function accessToken(session: UserManager): Promise<string | null> {
  const user = await session.getUser();
  if (!user) return null;
  return user.expired ? renew(session) : user.access_token;
}

let leaving = false;

/** Whether the person has just asked to sign out: from then on nothing may sign them in again by itself. */
export const isLeaving = (): boolean => leaving;

/** Leaves here and at the provider. Cognito calls its parameters `client_id` and `logout_uri`; others ignore them. */
export async function signOut(session: UserManager): Promise<void> {
  leaving = true;
  const { client_id: clientId, post_logout_redirect_uri: signedOut } = session.settings;
  try {
    await session.signoutRedirect({
      extraQueryParams: { client_id: clientId, ...(signedOut ? { logout_uri: signedOut } : {}) },
    });
  } catch {
    // A provider without an end-session endpoint, or one that is away: at least this tab forgets.
    await session.removeUser();
    globalThis.location.assign(paths.signedOut);
  }
}
