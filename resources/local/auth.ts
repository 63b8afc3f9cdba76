import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Configuration, errors, Provider } from 'oidc-provider';
import { loadKeys } from './auth-keys.ts';
import { problemPage, signInPage, signOutPage } from './auth-page.ts';
import { openAuthStore } from './auth-store.ts';
import { readBody } from './listen.ts';
import { findPerson, people, type Person } from './people.ts';
import { host } from './ports.ts';

const scope = 'openid profile email';
const hour = 3600;
const month = 30 * 24 * hour;

export type AuthServer = {
  url: string;
  clientId: string;
  /** The public key set as JSON text, as the application's configuration wants it. */
  jwks: string;
  /** A signed access token without a browser: for tests and the command line. `overrides` replaces claims. */
  issueToken(person: string, overrides?: Record<string, unknown>): string;
  stop(): Promise<void>;
};

/**
 * Starts the sign-in: an OpenID Connect provider whose tokens have the claims of Cognito's, with code + PKCE for the
 * public client `clientId`, refresh tokens and sign-out.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export async function startAuth(options: {
  port: number;
  directory: string;
  webOrigin: string;
  clientId?: string;
}): Promise<AuthServer> {
  const clientId = options.clientId ?? 'stockroom-web';
  const keys = loadKeys(join(options.directory, 'auth-keys.json'));
  const store = openAuthStore(join(options.directory, 'auth-sessions.json'));
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => resolve());
  });
  const address = server.address();
  const url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : options.port}`;

  const provider = new Provider(url, {
    adapter: store.adapter,
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${options.webOrigin}/callback`, `${options.webOrigin}/`],
        post_logout_redirect_uris: [`${options.webOrigin}/`, options.webOrigin],
      },
    ],
    jwks: { keys: [keys.jwk] },
    cookies: { keys: [keys.cookieSecret] },
    // Where Cognito has it.
    routes: { jwks: '/.well-known/jwks.json' },
    ...behaviour(options.webOrigin, url, clientId),
  } satisfies Configuration);

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const uid = /^\/sign-in\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (uid === undefined) {
      void provider.callback()(request, response);
      return;
    }
    signIn(provider, uid, request, response).catch((error: unknown) => {
      const stale = error instanceof errors.SessionNotFound;
      const text = stale ? 'This sign-in is too old. Start again.' : 'The sign-in failed; see the console.';
      if (!stale) console.error(error);
      sendPage(response, 400, problemPage('Sign in', text, options.webOrigin));
    });
  });

  return {
    url,
    clientId,
    jwks: JSON.stringify(keys.jwks),
    issueToken(key, overrides = {}) {
      return keys.sign({ ...tokenClaims(key, { issuer: url, clientId }), ...overrides });
    },
    async stop() {
      store.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The claims of an access token for a person, valid for an hour from now. */
export function tokenClaims(key: string, by: { issuer: string; clientId: string }): Record<string, unknown> {
  const person = findPerson(key);
  const now = Math.floor(Date.now() / 1000);
  return {
    ...accessClaims(person, now),
    sub: person.sub,
    iss: by.issuer,
    client_id: by.clientId,
    iat: now,
    exp: now + hour,
    jti: randomUUID(),
  };
}

function accessClaims(person: Person, authTime: number): Record<string, unknown> {
  return { token_use: 'access', scope, username: person.sub, auth_time: authTime };
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}

async function signIn(
  provider: Provider,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    await provider.interactionDetails(request, response);
    sendPage(response, 200, signInPage(`/sign-in/${uid}`, people));
    return;
  }
  const form = new URLSearchParams((await readBody(request, 10_000)).toString('utf8'));
  const person = findPerson(form.get('person') ?? '');
  await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
}

/** The provider's settings that depend on no state: what a token says, how long it lives, who may ask. */
function behaviour(webOrigin: string, issuer: string, clientId: string): Configuration {
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
      const person = people.find((candidate) => candidate.sub === sub);
      return (
        person && {
          accountId: sub,
          claims: async () => ({
            sub,
            name: person.name,
            email: person.email,
            email_verified: true,
            token_use: 'id',
            'cognito:username': sub,
          }),
        }
      );
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
          const person = people.find((candidate) => candidate.sub === parts.payload['sub']);
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
