import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Configuration, errors, Provider } from 'oidc-provider';
import { accountOf, type Accounts, openAccounts } from './auth-accounts.ts';
import { answerCognito, isCognitoCall } from './auth-cognito.ts';
import { openInvitations } from './auth-invitation.ts';
import { loadKeys } from './auth-keys.ts';
import { problemPage, signInPage } from './auth-page.ts';
import { accessClaims, behaviour, hour } from './auth-provider.ts';
import { openAuthStore } from './auth-store.ts';
import { readBody } from './listen.ts';
import { ofOwnChain, type Person } from './people.ts';
import { host } from './ports.ts';

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
  /** Whether the chain is the demo's, in which the seeded people have roles of their own; it is, if left out. */
  isDemo?: () => boolean;
}): Promise<AuthServer> {
  const clientId = options.clientId ?? 'stockroom-web';
  const keys = loadKeys(join(options.directory, 'auth-keys.json'));
  const accounts = openAccounts(options.directory);
  const invite = openInvitations(options.directory, options.webOrigin);
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
    ...behaviour(accounts, options.webOrigin, url, clientId),
  } satisfies Configuration);

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isCognitoCall(request)) {
      void answerCognito(accounts, { invite, signOut: (sub) => store.signOut(sub) }, request, response);
      return;
    }
    const uid = /^\/sign-in\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (uid === undefined) {
      void provider.callback()(request, response);
      return;
    }
    const welcome = () => {
      const known = accounts.list().filter(({ isEnabled }) => isEnabled);
      return options.isDemo?.() === false ? ofOwnChain(known) : known;
    };
    signIn(provider, accounts, welcome, uid, request, response).catch((error: unknown) => {
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
      return keys.sign({ ...tokenClaims(accountOf(accounts, key), { issuer: url, clientId }), ...overrides });
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
export function tokenClaims(person: Person, by: { issuer: string; clientId: string }): Record<string, unknown> {
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

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}

async function signIn(
  provider: Provider,
  accounts: Accounts,
  welcome: () => Person[],
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    await provider.interactionDetails(request, response);
    sendPage(response, 200, signInPage(`/sign-in/${uid}`, welcome()));
    return;
  }
  const form = new URLSearchParams((await readBody(request, 10_000)).toString('utf8'));
  const person = accountOf(accounts, form.get('person') ?? '');
  if (!person.isEnabled) throw new errors.AccessDenied('This person has been locked out.');
  accounts.confirm(person.sub);
  await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
}
