import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuth } from '#local/auth.ts';
import { loadKeys } from '#local/auth-keys.ts';
import { listen } from '#local/listen.ts';
import { findPerson } from '#local/people.ts';
import { tokenVerifier } from '#functions/token.ts';

const sub = findPerson('clerk').sub;
const minute = 60_000;
let directory: string;
let auth: AuthServer;
const start = (port = 0) => startAuth({ port, directory, webOrigin: 'http://127.0.0.1:4400' });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'auth-'));
  auth = await start();
});
afterAll(async () => {
  await auth.stop();
  await rm(directory, { recursive: true });
});

/** The sign-in gets a new key and forgets the old one. */
async function rotate(): Promise<void> {
  const { port } = new URL(auth.url);
  await auth.stop();
  await rm(join(directory, 'auth-keys.json'));
  auth = await start(Number(port));
}

const configured = (now?: () => number) =>
  tokenVerifier({
    issuer: auth.url,
    clientId: auth.clientId,
    keys: JSON.parse(auth.jwks),
    ...(now === undefined ? {} : { now }),
  });

test('a token of a key that is newer than the configuration lets in, one of the key that was given up no longer', async () => {
  const verify = configured();
  const old = auth.issueToken('clerk');
  expect(await verify(old)).toBe(sub);
  await rotate();
  // Until somebody comes with the new key, nobody knows that there is one.
  expect(await verify(old)).toBe(sub);
  expect(await verify(auth.issueToken('clerk'))).toBe(sub);
  await expect(verify(old)).rejects.toThrow('not found in the JWKS');
});

test('a deployment that knows no key yet learns them from the first token', async () => {
  const verify = tokenVerifier({ issuer: auth.url, clientId: auth.clientId, keys: { keys: [] } });
  expect(await verify(auth.issueToken('clerk'))).toBe(sub);
});

test('what else is wrong with a token is as wrong after a fetch: its claims, its signature', async () => {
  for (const [overrides, complaint] of [
    [{ client_id: 'another' }, 'client_id'],
    [{ iss: 'http://127.0.0.1:2' }, 'Issuer'],
    [{ exp: 1 }, 'expired'],
    [{ token_use: 'id' }, 'token_use'],
  ] as const) {
    const verify = tokenVerifier({ issuer: auth.url, clientId: auth.clientId, keys: { keys: [] } });
    await expect(verify(auth.issueToken('clerk', overrides))).rejects.toThrow(complaint);
  }
});

/** An issuer that counts how often it is asked for its keys, and answers as `respond` says. */
async function countingIssuer(respond: () => { status: number; body: string }) {
  const asked: string[] = [];
  const server = await listen(0, (request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = respond();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  return { ...server, asked };
}

test('a storm of unknown key ids asks the issuer at most once a minute, and keeps nobody out', async () => {
  const trusted = loadKeys(join(directory, 'trusted.json'));
  const forger = loadKeys(join(directory, 'forger.json'));
  const issuer = await countingIssuer(() => ({ status: 200, body: JSON.stringify(trusted.jwks) }));
  try {
    let now = 0;
    const verify = tokenVerifier({
      issuer: issuer.url,
      clientId: 'web',
      keys: trusted.jwks as { keys: never[] },
      now: () => now,
    });
    const claims = { sub, iss: issuer.url, client_id: 'web', token_use: 'access', exp: Date.now() / 1000 + 60 };
    const storm = () => Promise.allSettled(Array.from({ length: 200 }, () => verify(forger.sign(claims))));

    expect((await storm()).filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(issuer.asked).toEqual(['/.well-known/jwks.json']);
    for (now = 1_000; now < minute; now += 9_000) await storm();
    expect(issuer.asked).toHaveLength(1);
    expect(await verify(trusted.sign(claims))).toBe(sub);
    now = minute;
    await storm();
    expect(issuer.asked).toHaveLength(2);
  } finally {
    await issuer.stop();
  }
});

test('a wrong signature under a known key id asks nobody', async () => {
  const trusted = loadKeys(join(directory, 'trusted.json'));
  const issuer = await countingIssuer(() => ({ status: 200, body: JSON.stringify(trusted.jwks) }));
  try {
    const verify = tokenVerifier({
      issuer: issuer.url,
      clientId: 'web',
      keys: trusted.jwks as { keys: never[] },
    });
    const token = trusted.sign({ sub, iss: issuer.url, client_id: 'web', token_use: 'access', exp: 4e9 });
    await expect(verify(`${token.slice(0, -8)}AAAAAAAA`)).rejects.toThrow('Invalid signature');
    await expect(verify('a.b.c')).rejects.toThrow('JSON');
    expect(issuer.asked).toEqual([]);
  } finally {
    await issuer.stop();
  }
});

test.for([
  ['answers an error', { status: 500, body: '{}' }],
  ['answers no JSON', { status: 200, body: 'sorry' }],
  ['answers something else', { status: 200, body: '{"hello":"world"}' }],
  ['answers an empty set', { status: 200, body: '{"keys":[]}' }],
] as const)(
  'an issuer that %s changes nothing: the known key goes on, the unknown one is refused',
  async ([_name, response]) => {
    const trusted = loadKeys(join(directory, 'trusted.json'));
    const issuer = await countingIssuer(() => response);
    try {
      const verify = tokenVerifier({
        issuer: issuer.url,
        clientId: 'web',
        keys: trusted.jwks as { keys: never[] },
      });
      const claims = { sub, iss: issuer.url, client_id: 'web', token_use: 'access', exp: 4e9 };
      await expect(verify(loadKeys(join(directory, 'forger.json')).sign(claims))).rejects.toThrow('not found');
      expect(issuer.asked).toHaveLength(1);
      expect(await verify(trusted.sign(claims))).toBe(sub);
    } finally {
      await issuer.stop();
    }
  },
);

test('an issuer that does not answer is waited for 3 s and no longer', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', () => resolve());
  });
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  try {
    const verify = tokenVerifier({ issuer: url, clientId: 'web', keys: { keys: [] } });
    const began = performance.now();
    await expect(verify(auth.issueToken('clerk'))).rejects.toThrow('not found');
    expect(performance.now() - began).toBeGreaterThan(2_500);
    expect(performance.now() - began).toBeLessThan(6_000);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
