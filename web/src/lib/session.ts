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
  return new UserManager({
    authority: config.authIssuer,
    client_id: config.authClientId,
    redirect_uri: `${origin}${paths.callback}`,
    post_logout_redirect_uri: `${origin}/`,
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
const signedOutKey = 'stockroom.signed-out';

/** Whether sign-out is on its way: from then on nothing may sign the person in again by itself. */
export const isLeaving = (): boolean => leaving;

/** Whether the person came back from signing out, and should see that it worked. */
export const hasSignedOut = (): boolean => sessionStorage.getItem(signedOutKey) !== null;
export function forgetSignOut(): void {
  sessionStorage.removeItem(signedOutKey);
  sessionStorage.removeItem(lastTryKey);
}

const lastTryKey = 'stockroom.sign-in-at';

/**
 * Whether to send the person to the provider without being asked. Twice within half a minute means that signing in
 * does not help (the API refuses what the provider gives): then a person must decide.
 */
export function mayRedirect(now: number): boolean {
  const last = Number(sessionStorage.getItem(lastTryKey) ?? 0);
  if (now - last < 30_000) return false;
  sessionStorage.setItem(lastTryKey, String(now));
  return true;
}

/** Leaves here and at the provider. Cognito calls its parameters `client_id` and `logout_uri`; others ignore them. */
export async function signOut(session: UserManager): Promise<void> {
  leaving = true;
  sessionStorage.setItem(signedOutKey, 'yes');
  const { client_id: clientId, post_logout_redirect_uri: home } = session.settings;
  try {
    await session.signoutRedirect({
      extraQueryParams: { client_id: clientId, ...(home ? { logout_uri: home } : {}) },
    });
  } catch {
    // A provider without an end-session endpoint, or one that is away: at least this tab forgets.
    await session.removeUser();
    globalThis.location.assign(paths.signedOut);
  }
}
