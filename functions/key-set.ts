import type { Jwks } from 'aws-jwt-verify/jwk';
import * as z from 'zod';
import { log } from '#domain/platform/log.ts';

/** The public keys of an issuer (RFC 7517), as far as they are told apart here. */
export const KeySet = z.custom<Jwks>(
  (value) => z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) }).safeParse(value).success,
);

/** How often one container may ask for the keys, in ms: a storm of forged key ids must not become a storm of requests. */
const pauseMs = 60_000;
/** How long the issuer may take to answer, in ms. */
const patienceMs = 3_000;

/**
 * Makes a function that fetches the issuer's key set from `<issuer>/.well-known/jwks.json`, where Cognito publishes it.
 * Whoever calls while a fetch is under way waits for that one; within a minute after it nothing is fetched.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 *
 * @param now the time in ms
 * @returns the key set just fetched; undefined when it is too soon, or the issuer gave none. Never throws.
 */
export function keySetOf(issuer: string, now: () => number): () => Promise<Jwks | undefined> {
  let beganAt = -Infinity;
  let underWay: Promise<Jwks | undefined> | undefined;
  return () => {
    if (underWay !== undefined) return underWay;
    if (now() - beganAt < pauseMs) return Promise.resolve(undefined);
    beganAt = now();
    underWay = fetched(issuer).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

// Not by aws-jwt-verify, which fetches from https:// alone; the sign-in of one machine is http://.
async function fetched(issuer: string): Promise<Jwks | undefined> {
  try {
    const url = `${issuer}/.well-known/jwks.json`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    const set = KeySet.parse(await answer.json());
    if (set.keys.length === 0) throw new Error(`${url} names no key`);
    return set;
  } catch (error) {
    log.warn('The keys of the sign-in could not be fetched; those at hand go on', { error });
    return undefined;
  }
}
