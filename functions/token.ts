import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import * as z from 'zod';
import { setting } from '#domain/platform/config.ts';
import { RequestError } from './problem.ts';

type Verify = (token: string) => string;
let verify: Verify | undefined;

/**
 * Who the bearer of the request's token is. API Gateway has checked it already; this holds where it has not.
 * The keys come from configuration, never from the network, so an unknown key id is simply refused.
 * @returns the user's id (`sub`)
 * @throws RequestError 401 for no token, or one that is not an unexpired access token of this issuer for this client
 */
export function userOf(authorization: string | undefined): string {
  const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new RequestError(401, 'auth.missing', 'Sign in and send the access token as bearer');
  verify ??= verifier();
  try {
    return verify(token);
  } catch {
    throw new RequestError(401, 'auth.invalid', 'This access token is not valid or has expired; sign in again');
  }
}

function verifier(): Verify {
  const issuer = setting('AUTH_ISSUER');
  const jwt = JwtVerifier.create({ issuer, audience: null });
  jwt.cacheJwks(KeySet.parse(JSON.parse(setting('AUTH_JWKS'))));
  // Cognito's access tokens carry no audience: the client is named by client_id.
  const Claims = z.object({
    sub: z.string().min(1).max(200),
    exp: z.number(),
    token_use: z.literal('access'),
    client_id: z.literal(setting('AUTH_CLIENT_ID')),
  });
  return (token) => Claims.parse(jwt.verifySync(token)).sub;
}

const KeySet = z.custom<Jwks>(
  (value) => z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) }).safeParse(value).success,
);
