import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A provider that signs everybody in at once: the OIDC code flow without a page in between.
 * @returns whether the request was one of its own
 */
export function answerAuth(request: IncomingMessage, response: ServerResponse, origin: string): boolean {
  const url = new URL(request.url ?? '/', origin);
  const issuer = `${origin}/auth`;
  const json = (body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const redirect = (to: URL) => response.writeHead(302, { location: to.href }).end();
  if (url.pathname === '/auth/.well-known/openid-configuration')
    json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/jwks`,
    });
  else if (url.pathname === '/auth/authorize') {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', randomUUID());
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    redirect(back);
  } else if (url.pathname === '/auth/token') {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: 'web', sub: 'u1', email: 'morgan@example.com', iat: now, exp: now + 3600 };
    const token = `${encoded({ alg: 'none' })}.${encoded(claims)}.x`;
    json({ access_token: 'good', id_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'openid' });
  } else if (url.pathname === '/auth/logout') redirect(new URL(url.searchParams.get('post_logout_redirect_uri') ?? ''));
  else return false;
  return true;
}
