import * as z from 'zod';

const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });

/**
 * The issuer's public keys as JSON text, for the functions' configuration (`AUTH_JWKS`).
 * @throws when the issuer does not publish any
 */
export async function readKeys(issuer: string): Promise<string> {
  const url = `${issuer}/.well-known/jwks.json`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'error' });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return JSON.stringify(KeySet.parse(await answer.json()));
}
