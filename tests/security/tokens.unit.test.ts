import { beforeAll, describe, expect, test } from 'vitest';
import { getDocsRoute } from '#functions/api/get-docs.ts';
import { getOpenApiRoute } from '#functions/api/get-openapi.ts';
import { routes as documented } from '#functions/api/routes.ts';
import { lambda } from '#functions/http.ts';
import { context, eventFor, read, testIssuer } from '#tests/functions/api.ts';
import { testPlatform } from '#tests/setup/database.ts';
import { forgedTokens } from './forged.ts';
import { deployedRoutes, nameOf } from './routes.ts';

let asked = 0;
const reached = new Error('The database was asked');
const platform = testPlatform({
  query: () => {
    asked += 1;
    return Promise.reject(reached);
  },
});
const handler = lambda([...documented, getOpenApiRoute, getDocsRoute], () => platform);
const guarded = deployedRoutes().filter(({ authorizer }) => authorizer !== undefined);
let issuer: ReturnType<typeof testIssuer>;
let forged: [name: string, token: string][];

beforeAll(() => {
  issuer = testIssuer();
  const issue = (claims: Record<string, unknown>) => issuer.token('admin', claims);
  forged = Object.entries(forgedTokens({ issue, jwks: process.env['AUTH_JWKS'] ?? '' }));
});

async function ask({ method, path }: { method: string; path: string }, headers: Record<string, string>) {
  const event = eventFor(method, path.replaceAll(/\{\w+\}/g, '1'), { headers, body: {} });
  return read(await handler(event, context()));
}

const unauthorized = (code: string, detail: string) => ({
  status: 401,
  body: { type: 'about:blank', title: 'Unauthorized', status: 401, code, detail, correlationId: 'request-1' },
});
const invalid = unauthorized('auth.invalid', 'This access token is not valid or has expired; sign in again');
const missing = unauthorized('auth.missing', 'Sign in and send the access token as bearer');

describe.each(
  guarded.filter(({ authorizer }) => authorizer === 'people').map((route) => [nameOf(route), route] as const),
)('%s', (_, route) => {
  test('refuses every forged token in the same words, and asks nothing of the database', async () => {
    const before = asked;
    for (const [name, token] of forged) {
      const { status, body } = await ask(route, { authorization: `Bearer ${token}` });
      expect([name, { status, body }]).toEqual([name, invalid]);
    }
    for (const authorization of ['', 'Bearer', 'Bearer  ', 'Basic YTpi', 'Bearer a b', 'a'.repeat(1_000_000)])
      expect(await ask(route, { authorization })).toMatchObject(missing);
    expect(await ask(route, {})).toMatchObject(missing);
    expect(await ask(route, { authorization: `Bearer ${'a'.repeat(1_000_000)}` })).toMatchObject(invalid);
    expect(asked).toBe(before);
  });
});

test('a token that is no forgery comes as far as the database', async () => {
  const before = asked;
  const answer = await ask({ method: 'GET', path: '/stores' }, { authorization: `Bearer ${issuer.token('admin')}` });
  expect([answer.status, asked]).toEqual([500, before + 1]);
});

test('a text that is no key of a till is refused without a look at the database', async () => {
  const before = asked;
  const tills = guarded.filter(({ authorizer }) => authorizer === 'tills');
  expect(tills).not.toEqual([]);
  for (const route of tills)
    for (const key of [
      '',
      'stk_',
      `stk_${'a'.repeat(42)}`,
      `stk_${'a'.repeat(44)}`,
      `stk_${"'".repeat(43)}`,
      'a'.repeat(1e6),
    ])
      expect(await ask(route, { 'x-api-key': key })).toMatchObject({ status: 401, body: { code: 'till.key' } });
  expect(asked).toBe(before);
});
