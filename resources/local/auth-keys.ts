import { generateKeyPairSync, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const storedOf = z.object({ kid: z.string(), pem: z.string(), cookie: z.string() });

type SigningKeys = {
  /** The private key as JWK, for the provider. */
  jwk: Record<string, unknown>;
  /** The public key set, as the issuer publishes it. */
  jwks: { keys: Record<string, unknown>[] };
  cookieSecret: string;
  /** Signs a JWT with RS256. */
  sign(payload: Record<string, unknown>): string;
};

/** Reads the issuer's keys from `file`, or makes them at the first start. The file is readable by its owner alone. */
export function loadKeys(file: string): SigningKeys {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const stored = { kid: randomBytes(12).toString('base64url'), pem, cookie: randomBytes(24).toString('base64url') };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(stored), { mode: 0o600 });
  }
  const { kid, pem, cookie } = storedOf.parse(JSON.parse(readFileSync(file, 'utf8')));
  const privateKey = createPrivateKey(pem);
  const head = { kid, alg: 'RS256', use: 'sig' };
  return {
    jwk: { ...privateKey.export({ format: 'jwk' }), ...head },
    jwks: { keys: [{ ...createPublicKey(pem).export({ format: 'jwk' }), ...head }] },
    cookieSecret: cookie,
    sign(payload) {
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const content = `${encode({ kid, alg: 'RS256' })}.${encode(payload)}`;
      return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
    },
  };
}
