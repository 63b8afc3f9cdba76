import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Directory, openDirectory } from '#domain/platform/directory.ts';
import { userPoolId } from '#local/account.ts';
import { type AuthServer, startAuth } from '#local/auth.ts';
import { openMailbox } from '#local/mailbox.ts';
import { findPerson, people } from '#local/people.ts';
import { browser, exchange, signIn, webOrigin } from './browser.ts';

let folder: string;
let auth: AuthServer;
let directory: Directory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auth-'));
  auth = await startAuth({ port: 0, directory: folder, webOrigin });
  Object.assign(process.env, { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: auth.url, USER_POOL_ID: userPoolId });
  directory = openDirectory();
});
afterAll(async () => {
  await auth.stop();
  await rm(folder, { recursive: true });
});

const mails = () => openMailbox(join(folder, 'mailbox')).list();
const claims = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

describe('an invitation, by the product’s own client', () => {
  test('is in the mailbox, and who was invited can sign in, also after a restart', async () => {
    const id = await directory.invite('bo@example.com', 'Bo <Buyer>');
    expect(mails()).toMatchObject([{ to: ['bo@example.com'], subject: 'Your account for Stockroom' }]);
    const { port } = new URL(auth.url);
    await auth.stop();
    auth = await startAuth({ port: Number(port), directory: folder, webOrigin });
    const { tokens, html } = await signIn(auth, browser(), 'bo@example.com');
    expect(html).toContain('Bo &lt;Buyer&gt;');
    expect(claims(tokens['access_token'])).toMatchObject({ sub: id, token_use: 'access', username: id });
    expect(claims(tokens['id_token'])).toMatchObject({ sub: id, email: 'bo@example.com', name: 'Bo <Buyer>' });
    expect(claims(auth.issueToken('bo@example.com'))).toMatchObject({ sub: id });
  });

  test('of somebody who is there answers the same id, and sends nothing', async () => {
    const before = mails().length;
    expect(await directory.invite('cole@example.com', 'Other')).toBe(findPerson('clerk').sub);
    expect(mails()).toHaveLength(before);
  });

  test('is sent again until they have signed in', async () => {
    const before = mails().length;
    await directory.invite('cy@example.com', 'Cy Clerk');
    expect(await directory.resendInvitation('cy@example.com')).toBe('sent');
    expect(mails()).toHaveLength(before + 2);
    await signIn(auth, browser(), 'cy@example.com');
    expect(await directory.resendInvitation('cy@example.com')).toBe('confirmed');
    expect(await directory.resendInvitation('nobody@example.com')).toBe('unknown');
    expect(mails()).toHaveLength(before + 2);
  });
});

test('the sign-in page of a chain without the demo begins with its admin, and promises nobody else a role', async () => {
  const own = await startAuth({ port: 0, directory: join(folder, 'own'), webOrigin, isDemo: () => false });
  const { html } = await signIn(own, browser(), 'admin');
  await own.stop();
  const others = people.filter(({ key }) => key !== 'admin').map(({ name }) => name);
  expect([...html.matchAll(/<strong>(.+?)</g)].map(([, name]) => name)).toEqual(['Ada Admin', ...others]);
  expect(html).not.toMatch(/Northgate|Harbour|every store/);
  const { html: ofDemo } = await signIn(auth, browser(), 'admin');
  expect(ofDemo).toMatch(/<strong>Maya[^]+every store[^]+Northgate[^]+<strong>Ada/);
});

describe('somebody locked out', () => {
  test('is not on the sign-in page, and their session and refresh token are worth nothing; let in again, they sign in anew', async () => {
    const id = await directory.invite('out@example.com', 'Ola Out');
    const visit = browser();
    const { tokens } = await signIn(auth, visit, 'out@example.com');
    await directory.lockOut(id);
    await directory.lockOut(id);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
    await expect(exchange(auth, refresh)).rejects.toThrow(/invalid_grant/);
    const { html, tokens: others } = await signIn(auth, visit, 'clerk');
    expect(html).not.toContain('Ola Out');
    expect(claims(others['access_token'])['sub']).toBe(findPerson('clerk').sub);
    await directory.letIn(id);
    await expect(exchange(auth, refresh)).rejects.toThrow(/invalid_grant/);
    expect(claims((await signIn(auth, browser(), 'out@example.com')).tokens['access_token'])['sub']).toBe(id);
  });

  test('who has no account is no error: their grants are gone all the same', async () => {
    await expect(directory.lockOut('nobody')).resolves.toBeUndefined();
    await expect(directory.letIn('nobody')).resolves.toBeUndefined();
  });
});

test('another user pool, or another operation, is refused by the name that Cognito gives it', async () => {
  const call = async (operation: string, body: object) => {
    const answer = await fetch(auth.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify(body),
    });
    return [answer.status, ((await answer.json()) as { __type: string }).__type];
  };
  expect(await call('AdminGetUser', { UserPoolId: 'other', Username: 'x' })).toEqual([
    400,
    'ResourceNotFoundException',
  ]);
  expect(await call('AdminGetUser', { UserPoolId: userPoolId, Username: 'x' })).toEqual([400, 'UserNotFoundException']);
  expect(await call('DeleteUserPool', { UserPoolId: userPoolId, Username: 'x' })).toEqual([
    400,
    'UnknownOperationException',
  ]);
  expect(await call('AdminGetUser', {})).toEqual([400, 'InvalidParameterException']);
});
