import type { Configuration } from 'oidc-provider';
import type { Accounts } from './auth-accounts.ts';
import { problemPage, signOutPage } from './auth-page.ts';
import type { Person } from './people.ts';

const scope = 'openid profile email';
export const hour = 3600;
const month = 30 * 24 * hour;

/** What an access token says of a person beside the standard claims. */
export function accessClaims(person: Person, authTime: number): Record<string, unknown> {
  return { token_use: 'access', scope, username: person.sub, auth_time: authTime };
}

/** The provider's settings that depend on no state: what a token says, how long it lives, who may ask. */
export function behaviour(accounts: Accounts, webOrigin: string, issuer: string, clientId: string): Configuration {
  return {
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: {
      openid: ['sub', 'token_use', 'cognito:username'],
      profile: ['name'],
      email: ['email', 'email_verified'],
    },
    // Cognito puts the claims of all scopes into the ID token, and gives a refresh token to every client that may have one.
    conformIdTokenClaims: false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: false,
    expiresWithSession: async () => false,
    ttl: { AccessToken: hour, IdToken: hour, RefreshToken: month, Grant: month, Session: month, Interaction: hour },
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, origin) => origin === webOrigin,
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: async (_ctx, sub) => {
      const person = accounts.find(sub);
      if (person?.isEnabled !== true) return undefined;
      return {
        accountId: sub,
        claims: async () => ({
          sub,
          name: person.name,
          email: person.email,
          email_verified: true,
          token_use: 'id',
          'cognito:username': sub,
        }),
      };
    },
    // Nobody is asked for consent: the one client is the product itself.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      const found = known === undefined ? undefined : await ctx.oidc.provider.Grant.find(known);
      if (found !== undefined) return found;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(`${scope} offline_access`);
      grant.addResourceScope(issuer, scope);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          ctx.body = signOutPage(form);
        },
      },
      // The only way to have the provider issue its access tokens as JWTs, as Cognito does.
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => issuer,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope,
          // Cognito's access tokens have no audience; the provider insists on one.
          audience: clientId,
          accessTokenFormat: 'jwt',
          accessTokenTTL: hour,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: async (ctx, _token, parts) => {
          const person = accounts.find(String(parts.payload['sub']));
          const authTime = Number(ctx?.oidc?.session?.loginTs ?? parts.payload['iat']);
          if (person !== undefined) Object.assign(parts.payload, accessClaims(person, authTime));
        },
      },
    },
    renderError: async (ctx, out) => {
      ctx.type = 'html';
      ctx.body = problemPage('Sign in', out.error_description ?? out.error, webOrigin);
    },
  };
}
