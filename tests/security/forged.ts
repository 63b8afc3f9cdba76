import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** An issuer whose tokens are forged here: it makes good ones, with the given claims in place of its own. */
export type Issuer = { issue(claims: Record<string, unknown>): string; jwks: string };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/**
 * Tokens that must open nothing, by what is wrong with them. After the attacks that RFC 8725 and PortSwigger's list tell
 * of: https://www.rfc-editor.org/rfc/rfc8725, https://portswigger.net/web-security/jwt
 */
export function forgedTokens({ issue, jwks }: Issuer): Record<string, string> {
  const [key] = (JSON.parse(jwks) as { keys: ({ kid: string } & Record<string, unknown>)[] }).keys;
  const kid = key?.kid;
  const good = issue({});
  const [head = '', payload = '', signature = ''] = good.split('.');
  const claims = decode(payload);
  const ours = createPublicKey({ key: key as Record<string, string>, format: 'jwk' });
  const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const theirJwk = { ...theirs.publicKey.export({ format: 'jwk' }), kid: 'theirs', alg: 'RS256', use: 'sig' };
  const seconds = Math.floor(Date.now() / 1000);

  const byThem = (header: Record<string, unknown>, said: unknown = claims) => {
    const content = `${encode(header)}.${encode(said)}`;
    return `${content}.${sign('sha256', Buffer.from(content), theirs.privateKey).toString('base64url')}`;
  };
  const hmac = (secret: string | Buffer, alg = 'HS256') => {
    const content = `${encode({ alg, kid })}.${payload}`;
    return `${content}.${createHmac(alg.replace('HS', 'sha'), secret).update(content).digest('base64url')}`;
  };
  const pem = (from: KeyObject, type: 'spki' | 'pkcs1') => from.export({ type, format: 'pem' });
  const without = (name: string) => issue({ [name]: undefined });

  return {
    'alg none': `${encode({ alg: 'none', kid })}.${payload}.`,
    'alg NONE': `${encode({ alg: 'NONE', kid })}.${payload}.`,
    'alg none, with the signature of a good token': `${encode({ alg: 'none', kid })}.${payload}.${signature}`,
    'no alg': `${encode({ kid })}.${payload}.${signature}`,
    'HS256 with the public key in PEM as secret': hmac(pem(ours, 'spki')),
    'HS256 with the public key in PKCS 1 as secret': hmac(pem(ours, 'pkcs1')),
    'HS256 with the public key in DER as secret': hmac(ours.export({ type: 'spki', format: 'der' })),
    'HS256 with the key set as secret': hmac(jwks),
    'HS256 with an empty secret': hmac(''),
    'HS512 with the public key in PEM as secret': hmac(pem(ours, 'spki'), 'HS512'),
    'alg RS512 over a signature of RS256': `${encode({ alg: 'RS512', kid })}.${payload}.${signature}`,
    'alg ES256 over a signature of RS256': `${encode({ alg: 'ES256', kid })}.${payload}.${signature}`,
    'another key under our key id': byThem({ alg: 'RS256', kid }),
    'another key id': `${encode({ alg: 'RS256', kid: 'another' })}.${payload}.${signature}`,
    'no key id': `${encode({ alg: 'RS256' })}.${payload}.${signature}`,
    'a key id that is a path': byThem({ alg: 'RS256', kid: '../../../../dev/null' }),
    'a key of its own in the header (jwk)': byThem({ alg: 'RS256', kid: 'theirs', jwk: theirJwk }),
    'a key of its own beside our key id (jwk)': byThem({ alg: 'RS256', kid, jwk: theirJwk }),
    'an address of keys (jku)': byThem({ alg: 'RS256', kid: 'theirs', jku: 'http://127.0.0.1:1/jwks.json' }),
    'an address of a certificate (x5u)': byThem({ alg: 'RS256', kid, x5u: 'http://127.0.0.1:1/x.pem' }),
    'another issuer': issue({ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other' }),
    'no issuer': without('iss'),
    'another client': issue({ client_id: 'another' }),
    'an audience in place of the client': issue({ client_id: undefined, aud: claims['client_id'] }),
    expired: issue({ exp: seconds - 1 }),
    'no end': without('exp'),
    'an end that is text': issue({ exp: String(seconds + 600) }),
    'not valid yet': issue({ nbf: seconds + 600 }),
    'an ID token': issue({ token_use: 'id', aud: claims['client_id'] }),
    'no use': without('token_use'),
    'no subject': without('sub'),
    'an empty subject': issue({ sub: '' }),
    'a subject that is a list': issue({ sub: ['admin'] }),
    'a subject of 201 letters': issue({ sub: 'a'.repeat(201) }),
    'another payload': `${head}.${encode({ ...claims, sub: `${String(claims['sub'])}2` })}.${signature}`,
    'another signature': `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'half a signature': `${head}.${payload}.${signature.slice(0, 171)}`,
    'an empty signature': `${head}.${payload}.`,
    'no signature': `${head}.${payload}`,
    'a fourth part': `${good}.${signature}`,
    'a payload that is null': byThem({ alg: 'RS256', kid }, null),
    'dots only': '..',
    'no token': 'abc',
    'six thousand letters': 'a'.repeat(6_000),
    'two thousand parts': 'a.'.repeat(2_000),
  };
}
