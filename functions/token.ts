import { JwtVerifier } from 'aws-jwt-verify';
import { KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import type { Jwks } from 'aws-jwt-verify/jwk';
import * as z from 'zod';
import { setting } from '#domain/platform/config.ts';
import { KeySet, keySetOf } from './key-set.ts';
import { RequestError } from './problem.ts';

type Verify = (token: string) => Promise<string>;
let verify: Verify | undefined;

/**
 * Who the bearer of the request's token is. API Gateway has checked it already; this holds where it has not.
 * @returns the user's id (`sub`)
 * @throws RequestError 401 for no token, or one that is not an unexpired access token of this issuer for this client
 */
export async function userOf(authorization: string | undefined): Promise<string> {
  const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new RequestError(401, 'auth.missing', 'Sign in and send the access token as bearer');
  verify ??= tokenVerifier({
    issuer: setting('AUTH_ISSUER'),
    clientId: setting('AUTH_CLIENT_ID'),
    keys: KeySet.parse(JSON.parse(setting('AUTH_JWKS'))),
  });
  try {
    return await verify(token);
  } catch {
    throw new RequestError(401, 'auth.invalid', 'This access token is not valid or has expired; sign in again');
  }
}

/**
 * Makes a function that answers a token's `sub`, or throws. The keys come from configuration. One that they do not name
 * may be new: then the issuer is asked once, at most once a minute, and its whole set takes the place of ours.
 */
export function tokenVerifier(options: { issuer: string; clientId: string; keys: Jwks; now?: () => number }): Verify {
  const { issuer, clientId, keys, now = Date.now } = options;
  const jwt = JwtVerifier.create({ issuer, audience: null });
  jwt.cacheJwks(keys);
  const newKeys = keySetOf(issuer, now);
  // Cognito's access tokens carry no audience: the client is named by client_id.
  const Claims = z.object({
    sub: z.string().min(1).max(200),
    exp: z.number(),
    token_use: z.literal('access'),
    client_id: z.literal(clientId),
  });
  const subject = (token: string) => Claims.parse(jwt.verifySync(token)).sub;
  return async (token) => {
    try {
      return subject(token);
    } catch (error) {
      if (!(error instanceof KidNotFoundInJwksError)) throw error;
      const found = await newKeys();
      if (found !== undefined) jwt.cacheJwks(found);
      return subject(token);
    }
  };
}
